"""From cells to values; each module takes one column and answers with values and remarks."""
