# Power without institutions and weights that the tests compare with. Run from the top of the repository:
# Rscript tests/r/planning.R
# Needs R only; writes planning.csv.
here <- "tests/r"
baseline <- data.frame()
keep <- function(analysis, subject, statistic, value) {
  baseline <<- rbind(baseline, data.frame(analysis, subject, statistic, value = sprintf("%.15g", value)))
}
for (n in c(60, 111, 250)) for (delta in c(.2, .3, .5)) {
  found <- power.t.test(n = n, delta = delta, sd = 1, sig.level = .05, strict = TRUE)
  keep("power.t.test", sprintf("n=%g;delta=%g", n, delta), "power", found$power)
}
for (n in c(60, 111, 250)) {
  found <- power.t.test(n = n, power = .8, sd = 1, sig.level = .05, strict = TRUE)
  keep("power.t.test", sprintf("n=%g", n), "delta", found$delta)
}
for (n in c(111, 250, 400)) for (from in c(.1, .3, .5)) {
  found <- power.prop.test(n = n, p1 = from, p2 = from + .1, sig.level = .05, strict = TRUE)
  keep("power.prop.test", sprintf("n=%g;from=%g", n, from), "power", found$power)
}
write.csv(baseline, file.path(here, "planning.csv"), row.names = FALSE, quote = FALSE)
