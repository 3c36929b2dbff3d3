# Numbers from R for ordered items: lavaan's polychoric correlations, WLSMV and invariance.
# Run from the top of the repository: Rscript tests/r/ordinal.R
# Needs lavaan and psych (on Debian and Ubuntu: apt-get install r-cran-lavaan r-cran-psych); made with R 4.2.2,
# lavaan 0.6-14 and psych 2.2.9. It writes ordinal.csv and the three files of invented answers that it reads.
suppressPackageStartupMessages({library(lavaan); library(psych)})
RNGkind("Mersenne-Twister", "Inversion", "Rejection")
set.seed(20243)
here <- "tests/r"

answers <- function(latent, cuts) as.integer(cut(latent, c(-Inf, cuts, Inf)))
item <- function(factor, loading, cuts, scale = 1) {
  answers(loading * factor + rnorm(length(factor), sd = scale * sqrt(1 - loading^2)), cuts)
}

# 138 respondents. s1-s10: five-point items of one factor, ever more skewed, s4 turned round. t1-t4: a second
# factor. j1-j6: yes or no. Some answers are missing.
n <- 138
f <- rnorm(n)
g <- 0.5 * f + sqrt(0.75) * rnorm(n)
h <- rnorm(n)
loadings <- c(0.8, 0.65, 0.7, -0.6, 0.75, 0.5, 0.85, 0.45, 0.7, 0.6)
items <- data.frame(
  sapply(1:10, function(i) item(f, loadings[i], c(-1.5, -0.8, 0, 0.9) - 0.06 * i)),
  sapply(c(0.8, 0.6, 0.7, 0.75), function(a) item(g, a, c(-1, -0.3, 0.4, 1.1))),
  sapply(1:6, function(i) item(h, c(0.8, 0.7, 0.6, 0.75, 0.5, 0.65)[i], c(-0.9, -0.5, -0.2, 0, 0.4, 0.8)[i]) - 1L)
)
names(items) <- c(paste0("s", 1:10), paste0("t", 1:4), paste0("j", 1:6))
items[5, "s2"] <- items[44, "s9"] <- items[100, "t3"] <- items[101, "j1"] <- NA
write.csv(items, file.path(here, "ordinal_items.csv"), row.names = FALSE, na = "")

# 40 respondents, answers that hang together nearly perfectly, rare categories and empty cells.
m <- 40
z <- rnorm(m)
near <- function(sign, cuts) answers(sign * z + rnorm(m, sd = 0.15), cuts)
sparse <- data.frame(
  p1 = near(1, c(-1, 0, 1)), p2 = near(1, c(-0.9, 0.1, 1.1)), p3 = near(-1, c(-0.5, 1)), p4 = near(1, 1.2),
  p5 = near(-1, 0.3), p6 = answers(rnorm(m), c(-1.4, -0.5, 0.5, 1.4)), p7 = near(1, 0.9)
)
write.csv(sparse, file.path(here, "ordinal_sparse.csv"), row.names = FALSE)

# Two groups of unequal size. v1-v5 on 1-4: the loading of v2 and a threshold of v4 differ. w1-w3 belong to a
# second factor. b1-b6: yes or no.
size <- c(150, 120)
part <- function(n, later) {
  a <- rnorm(n, mean = 0.3 * later, sd = 1 + 0.15 * later)
  c <- 0.4 * a + rnorm(n, sd = 0.9)
  cuts <- c(-0.8, 0.1, 0.9)
  data.frame(
    groep = if (later) "mbo3" else "mbo2",
    sapply(c(v1 = 0.8, v2 = 0.65 - 0.25 * later, v3 = 0.7), function(l) item(a, l, cuts)),
    v4 = item(a, 0.75, cuts + c(0, 0.5 * later, 0)), v5 = item(a, 0.6, cuts, 1 + 0.2 * later),
    sapply(c(w1 = 0.7, w2 = 0.8, w3 = 0.6), function(l) item(c, l, cuts)),
    sapply(1:6, function(i) item(a, 0.7, c(-0.7, -0.4, -0.1, 0.2, 0.5, 0.8)[i]) - 1L) |>
      as.data.frame() |> setNames(paste0("b", 1:6))
  )
}
grouped <- rbind(part(size[1], 0), part(size[2], 1))
write.csv(grouped, file.path(here, "ordinal_groups.csv"), row.names = FALSE)

baseline <- data.frame()
keep <- function(analysis, subject, statistic, value) {
  baseline <<- rbind(baseline, data.frame(analysis, subject, statistic, value = sprintf("%.12g", as.numeric(value))))
}
pairs <- function(r) {
  at <- which(lower.tri(r), arr.ind = TRUE)
  list(names = paste(colnames(r)[at[, 2]], rownames(r)[at[, 1]], sep = "~"), values = r[at])
}
model <- function(...) {
  factors <- list(...)
  paste(names(factors), "=~", sapply(factors, paste, collapse = " + "), collapse = "\n")
}

# Correlations. Warnings say that cells are empty and that correlations are nearly 1, which they are meant to be.
keep_correlations <- function(name, data, ...) {
  r <- pairs(suppressWarnings(unclass(lavCor(data, ordered = names(data), ...))))
  keep("polychoric", paste(name, r$names), "rho", r$values)
}
five_points <- items[, paste0("s", 1:10)]
binary <- items[, paste0("j", 1:6)]
keep_correlations("s", na.omit(five_points))
keep_correlations("j", na.omit(binary))
keep_correlations("mixed", na.omit(items[, c("s1", "j1", "t1", "j6")]))
keep_correlations("sparse", sparse)
keep_correlations("pairwise", items[, c("s2", "s9", "t3", "j1")], missing = "pairwise")
keep("alpha", c("s", "j"), "ordinal_alpha", sapply(list(five_points[, -4], binary), function(own) {
  alpha(unclass(lavCor(na.omit(own), ordered = names(own))))$total$raw_alpha
}))

# Confirmatory factor analysis.
measures <- c("chisq.scaled", "df", "pvalue.scaled", "cfi.scaled", "tli.scaled", "rmsea.scaled",
  "rmsea.ci.lower.scaled", "rmsea.ci.upper.scaled", "srmr", "npar")
models <- list(
  four = list(F = paste0("s", 1:4)), five = list(F = paste0("s", 1:5)), seven = list(F = paste0("s", 1:7)),
  ten = list(F = paste0("s", 1:10)), three = list(F = paste0("t", 1:3)), binary = list(F = names(binary)),
  two = list(F = paste0("s", 1:5), G = paste0("t", 1:4)),
  mixed = list(F = c("s1", "s5", "s7"), G = c("t1", "t2", "t4"), H = c("j1", "j2", "j4"))
)
for (name in names(models)) {
  factors <- models[[name]]
  used <- unlist(factors)
  data <- na.omit(items[, used])
  fit <- cfa(do.call(model, factors), data, ordered = used, estimator = "WLSMV")
  found <- fitMeasures(fit)[measures]
  keep("fit", name, names(found), found)
  solution <- standardizedSolution(fit)
  loading <- solution[solution$op == "=~", ]
  keep("loading", paste(name, loading$rhs), "loading", loading$est.std)
  keep("loading", paste(name, loading$rhs), "se", loading$se)
  if (length(factors) > 1) {
    psi <- pairs(lavInspect(fit, "cor.lv"))
    keep("factors", paste(name, psi$names), "correlation", psi$values)
  }
  residual <- pairs(lavResiduals(fit, type = "raw")$cov)
  keep("residual", paste(name, residual$names), "correlation", residual$values)
  if (name %in% c("four", "binary")) {
    keep("moments", paste(name, seq_along(lavInspect(fit, "wls.obs"))), "observed", lavInspect(fit, "wls.obs"))
    gamma <- unclass(lavInspect(fit, "gamma"))
    at <- which(lower.tri(gamma, diag = TRUE), arr.ind = TRUE)
    keep("gamma", paste(name, at[, 1], at[, 2]), "gamma", gamma[at])
    keep("weights", paste(name, seq_len(nrow(gamma))), "weight", diag(lavInspect(fit, "wls.v")))
  }
}

# Invariance.
models <- list(
  v = list(F = paste0("v", 1:5)), b = list(F = paste0("b", 1:6)),
  vw = list(F = paste0("v", 1:4), G = paste0("w", 1:3))
)
measures <- c("chisq.scaled", "df", "cfi.scaled", "rmsea.scaled", "srmr")
for (name in names(models)) {
  used <- unlist(models[[name]])
  fits <- lapply(list(configural = "", thresholds_loadings = c("thresholds", "loadings")), function(equal) {
    cfa(do.call(model, models[[name]]), grouped, ordered = used, group = "groep", group.equal = equal, estimator = "WLSMV")
  })
  for (level in names(fits)) {
    found <- fitMeasures(fits[[level]])[measures]
    keep("invariance", paste(name, level), names(found), found)
  }
  test <- lavTestLRT(fits[[1]], fits[[2]])
  keep("invariance", paste(name, "thresholds_loadings"), c("delta_chi2", "delta_df", "p"),
    c(test[2, "Chisq diff"], test[2, "Df diff"], test[2, "Pr(>Chisq)"]))
}

write.csv(baseline, file.path(here, "ordinal.csv"), row.names = FALSE, quote = FALSE)
