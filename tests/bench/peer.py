"""django-import-export on the same file: preview and import, default and best tuned."""

# ruff: noqa: DJ001, DJ008 - the table is to be like ours, and nobody looks at its objects

from __future__ import annotations

import importlib.util
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADERS = {
    "Leerlingnummer": "external_number",
    "Roepnaam": "first_name",
    "Tussenvoegsel": "prefix",
    "Achternaam": "surname",
    "Geboortedatum": "birth_date",
    "Geslacht": "sex",
    "Klas": "class_code",
    "Leerjaar": "year",
    "Straat": "street",
    "Huisnummer": "house_number",
    "Postcode": "postcode",
    "Plaats": "city",
}
BARS = {"default": 15.0, "tuned": 6.0}
ROUNDS = 3  # the one that took least counts, as for ours


def compare_with_peer(ours: Mapping[str, float], files: Mapping[str, bytes]) -> None:
    if importlib.util.find_spec("import_export") is None:
        print("django-import-export is not installed: not compared")
        return
    with tempfile.TemporaryDirectory() as folder:
        for name, resource in zip(BARS, make_resources(Path(folder)), strict=True):
            rounds = [_import_all(resource, files) for _ in range(ROUNDS)]
            for case, seconds in ours.items():
                theirs = min(one[case] for one in rounds)
                ratio = theirs / seconds
                verdict = "ok" if ratio >= BARS[name] else "NO"
                print(
                    f"django-import-export {name:<8} 10000 {case:<10} {theirs:>6.2f} s,"
                    f" ours is {ratio:.1f} x faster (at least {BARS[name]:g}: {verdict})",
                    flush=True,
                )


def _import_all(resource: Any, files: Mapping[str, bytes]) -> dict[str, float]:
    """Import each file after the other into an empty table; return the seconds of each."""
    resource._meta.model.objects.all().delete()
    return {case: _import(resource, data) for case, data in files.items()}


def _import(resource: Any, data: bytes) -> float:
    """Preview, then import, as its admin does; return the seconds."""
    import tablib

    start = time.perf_counter()
    for dry_run in (True, False):
        dataset = tablib.Dataset().load(data.decode(), format="csv", delimiter=";")
        dataset.headers = [HEADERS[name] for name in dataset.headers]
        result = resource().import_data(dataset, dry_run=dry_run, raise_errors=False)
        assert not result.has_errors(), result.base_errors or result.row_errors()[:1]
    return time.perf_counter() - start


def make_resources(folder: Path) -> tuple[Any, Any]:
    """Set Django up with one table like ours; return its default and its best tuned resource."""
    import django
    from django.conf import settings

    settings.configure(
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "peer.sqlite3"}
        },
        INSTALLED_APPS=["import_export"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()
    from django.db import connection, models
    from import_export import fields, resources, widgets
    from import_export.instance_loaders import CachedInstanceLoader

    class Pupil(models.Model):
        external_number = models.CharField(max_length=20, unique=True)
        first_name = models.CharField(max_length=80, null=True)
        prefix = models.CharField(max_length=30, null=True)
        surname = models.CharField(max_length=120)
        birth_date = models.DateField(null=True)
        sex = models.CharField(max_length=1, null=True)
        class_code = models.CharField(max_length=10, null=True)
        year = models.SmallIntegerField(null=True)
        street = models.CharField(max_length=120, null=True)
        house_number = models.CharField(max_length=10, null=True)
        postcode = models.CharField(max_length=10, null=True)
        city = models.CharField(max_length=80, null=True)

        class Meta:
            app_label = "import_export"

    with connection.schema_editor() as editor:
        editor.create_model(Pupil)
    born = fields.Field("birth_date", "birth_date", widget=widgets.DateWidget("%d-%m-%Y"))

    class Default(resources.ModelResource):
        birth_date = born

        class Meta:
            model = Pupil
            import_id_fields = ("external_number",)
            exclude = ("id",)

    class Tuned(resources.ModelResource):
        birth_date = born

        class Meta:
            model = Pupil
            import_id_fields = ("external_number",)
            exclude = ("id",)
            use_bulk = True
            batch_size = 2000
            skip_unchanged = True
            skip_html_diff = True  # skip_diff would take skip_unchanged with it
            report_skipped = False
            force_init_instance = False
            instance_loader_class = CachedInstanceLoader

    return Default, Tuned
