# Wilson's score intervals that the tests compare with. Run from the top of the repository: Rscript tests/r/interviews.R
# Base R alone: prop.test without its continuity correction gives Wilson's interval.
counts <- data.frame(count = c(0, 1, 2, 3, 7, 8, 12, 16, 17, 29, 30, 5), base = c(rep(30, 11), 12))
bounds <- t(mapply(function(x, n) suppressWarnings(prop.test(x, n, correct = FALSE))$conf.int, counts$count, counts$base))
counts$low <- sprintf("%.15g", 100 * bounds[, 1])
counts$high <- sprintf("%.15g", 100 * bounds[, 2])
write.csv(counts, "tests/r/interviews.csv", row.names = FALSE, quote = FALSE)
