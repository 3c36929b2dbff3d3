# Factor models in lavaan that the tests compare with. Run from the top of the repository: Rscript tests/r/cfa.R
# Needs lavaan (0.6-14) and semTools; its own invented data stand in cfa_items.csv.
suppressPackageStartupMessages({library(lavaan); library(semTools)})
RNGkind("Mersenne-Twister", "Inversion", "Rejection")
set.seed(20244)
here <- "tests/r"

# Ten items of two factors that hang together, in two groups; the second is higher on both factors, x3 and y2 are
# easier in it, and some answers miss.
n <- c(a = 120, b = 90)
make <- function(n, shift, odd) {
  f <- rnorm(n) + shift; g <- 0.5 * f + rnorm(n, sd = 0.9)
  x <- sapply(c(x1 = 0.9, x2 = 0.7, x3 = 0.6, x4 = 0.8, x5 = 0.5), function(l) 3 + l * f + rnorm(n, sd = 0.8))
  y <- sapply(c(y1 = 0.8, y2 = 0.6, y3 = 0.9, y4 = 0.7, y5 = 0.4), function(l) 2.5 + l * g + rnorm(n, sd = 0.7))
  x[, "x3"] <- x[, "x3"] + odd; y[, "y2"] <- y[, "y2"] + odd / 2
  data.frame(round(cbind(x, y), 2))
}
items <- rbind(cbind(group = "a", make(n["a"], 0, 0)), cbind(group = "b", make(n["b"], 0.4, 0.9)))
for (column in names(items)[-1]) items[sample(nrow(items), 12), column] <- NA
items[17, -1] <- NA
write.csv(items, file.path(here, "cfa_items.csv"), row.names = FALSE, na = "")

baseline <- data.frame()
keep <- function(analysis, subject, statistic, value) {
  baseline <<- rbind(baseline, data.frame(analysis, subject, statistic, value = sprintf("%.15g", value)))
}
measures <- c("chisq", "df", "pvalue", "cfi", "tli", "rmsea", "rmsea.ci.lower", "rmsea.ci.upper", "srmr", "logl",
              "aic", "bic", "npar")
keep_fit <- function(analysis, fit) {
  found <- fitMeasures(fit)
  for (m in measures) keep(analysis, "", m, found[[m]])
  solution <- standardizedSolution(fit)
  loadings <- solution[solution$op == "=~", ]
  for (i in seq_len(nrow(loadings))) {
    keep(analysis, loadings$rhs[i], "loading", loadings$est.std[i])
    keep(analysis, loadings$rhs[i], "se", loadings$se[i])
  }
  residual <- lavResiduals(fit, type = "cor")$cov
  keep(analysis, "x1~x2", "residual", residual["x2", "x1"])
}
one <- "F =~ x1 + x2 + x3 + x4 + x5"
two <- paste(one, "\nG =~ y1 + y2 + y3 + y4 + y5")
keep_fit("ml_one", cfa(one, items))
keep_fit("ml_two", cfa(two, items))
keep_fit("fiml_one", cfa(one, items, missing = "ml"))
keep_fit("fiml_two", cfa(two, items, missing = "ml"))
keep("ml_two", "F~G", "correlation", lavInspect(cfa(two, items, std.lv = TRUE), "est")$psi["G", "F"])
just <- standardizedSolution(cfa("F =~ x1 + x2 + x4", items))
for (i in 1:3) { keep("ml_just", just$rhs[i], "loading", just$est.std[i]); keep("ml_just", just$rhs[i], "se", just$se[i]) }
keep("omega", "x", "omega", suppressWarnings(suppressMessages(reliability(cfa(one, items))))["omega", "F"])

ladder <- function(analysis, model) {
  levels <- list(configural = "", metric = "loadings", scalar = c("loadings", "intercepts"))
  fits <- lapply(levels, function(equal) cfa(model, items, group = "group", group.equal = equal))
  for (level in names(levels)) {
    found <- fitMeasures(fits[[level]])
    for (m in c("chisq", "df", "cfi", "rmsea", "srmr")) keep(analysis, level, m, found[[m]])
  }
  fits
}
fits <- ladder("ladder_one", one)
invisible(ladder("ladder_two", two))
# The score tests of the equal intercepts of the scalar model, in the order of the items.
scores <- lavTestScore(fits$scalar)$uni
for (i in 1:5) keep("ladder_one", paste0("x", i), "modification", scores$X2[nrow(scores) - 5 + i])
partial <- cfa(one, items, group = "group", group.equal = c("loadings", "intercepts"), group.partial = "x3 ~ 1")
keep("ladder_one", "partial", "chisq", fitMeasures(partial)[["chisq"]])
estimates <- parameterEstimates(partial)
pick <- function(op, lhs, group) estimates$est[estimates$op == op & estimates$lhs == lhs & estimates$group == group & estimates$rhs == ""]
keep("ladder_one", "x3", "intercept_difference", pick("~1", "x3", 2) - pick("~1", "x3", 1))
std <- parameterEstimates(cfa(one, items, group = "group", std.lv = TRUE, group.equal = c("loadings", "intercepts"),
                              group.partial = "x3 ~ 1"))
keep("ladder_one", "F", "latent_difference", std$est[std$op == "~1" & std$lhs == "F" & std$group == 2])

# Satorra & Saris: the scalar model fitted to a population in which the intercept of x2 in group b is 0.3 sd higher.
implied <- lavInspect(fits$scalar, "implied")
means <- lapply(implied, `[[`, "mean"); covs <- lapply(implied, `[[`, "cov")
means$b["x2"] <- means$b["x2"] + 0.3 * sqrt(covs$b["x2", "x2"])
nobs <- lavInspect(fits$scalar, "nobs")
population <- cfa(one, sample.cov = covs, sample.mean = means, sample.nobs = nobs, sample.cov.rescale = FALSE,
                  group.equal = c("loadings", "intercepts"))
keep("power", "x2", "noncentrality", fitMeasures(population)[["chisq"]])
write.csv(baseline, file.path(here, "cfa.csv"), row.names = FALSE)
