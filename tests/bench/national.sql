-- What an import and the printing of its slips leave behind for each school and each customer.
-- The id of a school is that of its submission and plan; a customer's is that of all it has.

INSERT INTO submission (id, reference, school_id, status, channel, trust, sender_name, file_name,
                        note, content_digest, original, answer, origin, attempts, received_at)
SELECT id, 'R' || id, id, 'applied', 'mail', 'A', 'Administratie', 'leerlingen.xlsx',
       '', md5(id::text), md5(id::text), '{}', '{}', 1, now() - interval '30 days'
FROM school;

INSERT INTO plan (id, submission_id, version, status, school_revision, decisions, counts,
                  warnings, made_at, decided_at, decided_by, applied_at)
SELECT id, id, 1, 'applied', 0, '{}', '{"new": 320}',
       '[]', now() - interval '30 days', now() - interval '30 days', 'Anna',
       now() - interval '30 days'
FROM school;

INSERT INTO event (at, kind, actor, actor_reference, channel, submission_id, school_id, data)
SELECT now() - interval '30 days', kind, 'rosterdesk', 'system', 'shell', id, id, '{}'
FROM school, unnest(ARRAY['submission.received', 'plan.made', 'plan.approved', 'plan.applied',
                          'slips.requested']) AS kind;

INSERT INTO "change" (id, plan_id, position, kind, customer_revision, name, class_name, details)
SELECT id, school_id, id, 'new', 0, first_name || ' ' || surname, class_name,
       jsonb_build_object('fields', jsonb_build_object(
           'surname', jsonb_build_array(null, surname),
           'first_name', jsonb_build_array(null, first_name),
           'birth_date', jsonb_build_array(null, birth_date)))
FROM customer;

INSERT INTO card (id, customer_id, number, status)
SELECT id, id, '2' || lpad(id::text, 9, '0'), 'active' FROM customer;

INSERT INTO membership (id, customer_id, kind, starts_on, begun_by_plan_id)
SELECT id, id, 'school_library', current_date - 30, school_id FROM customer;

INSERT INTO slip (id, customer_id, submission_id, job, number, total, "order", printer, status,
                  requested_by, requested_at, sent_at)
SELECT id, id, school_id, 'J' || school_id, 1, 320, 'class', 'balie', 'sent',
       'Anna', now(), now()
FROM customer;

INSERT INTO one_time_password (customer_id, hash, expires_at, failures)
SELECT id, '$argon2id$v=19$m=19456,t=2,p=1$' || md5(id::text) || md5(surname),
       now() + interval '60 days', 0
FROM customer;

INSERT INTO event (at, kind, actor, actor_reference, channel, customer_id, data)
SELECT now(), 'slip.sent', 'rosterdesk', 'system', 'shell', id, '{"slip": 1}' FROM customer;

INSERT INTO audit_link (position, event_id, digest)
SELECT id, id, md5(id::text) || md5(kind) FROM event;
