# What R's foreign (its reader comes from PSPP, not from the library that wrote the file) finds in a .sav of a deposit.
# Rscript tests/r/sav.R <depot>/gegevens/2024-synthetisch/respondenten-2024-synthetisch.sav
suppressMessages(library(foreign))

path <- commandArgs(trailingOnly = TRUE)[1]
read <- read.spss(path, to.data.frame = FALSE, use.value.labels = FALSE, use.missings = FALSE, reencode = "UTF-8")
labels <- attr(read, "variable.labels")
values <- attr(read, "label.table")
missing <- attr(read, "missings")
rows <- list()
add <- function(...) rows[[length(rows) + 1]] <<- data.frame(..., stringsAsFactors = FALSE)
for (name in names(read)) {
  add(kind = "label", variable = name, code = "", text = unname(labels[name]))
  for (label in names(values[[name]])) {
    add(kind = "value", variable = name, code = unname(values[[name]][label]), text = label)
  }
  if (missing[[name]]$type == "range") {
    add(kind = "missing", variable = name, code = paste(missing[[name]]$value, collapse = ".."), text = "")
  }
  if (!grepl("^(gewicht_|volgnummer)", name) && all(read[[name]] == round(read[[name]]))) {
    counted <- table(read[[name]])
    for (code in names(counted)) add(kind = "count", variable = name, code = code, text = as.character(counted[code]))
  }
}
write.csv(do.call(rbind, rows), "tests/r/sav.csv", row.names = FALSE, fileEncoding = "UTF-8")
