"""Schools and who may send their rosters, from one workbook."""
