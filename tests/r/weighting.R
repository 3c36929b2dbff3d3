# Weights, propensities and design-based means that the tests compare with. Run from the top of the repository:
# Rscript tests/r/weighting.R
# Needs survey (4.1-1) and brglm2 (0.9); invents its own data and writes weighting_rows.csv and weighting.csv.
suppressPackageStartupMessages({library(survey); library(brglm2)})
RNGkind("Mersenne-Twister", "Inversion", "Rejection")
set.seed(20251)
here <- "tests/r"

# 180 respondents in 12 clusters within 3 strata; y is a measurement with gaps, z a share.
n <- 180
cluster <- rep(1:12, times = c(22, 8, 15, 19, 11, 20, 9, 17, 13, 21, 10, 15))
rows <- data.frame(
  cluster, stratum = c("noord", "midden", "zuid")[(cluster - 1) %/% 4 + 1],
  sector = sample(c("bouw", "techniek", "voedsel", "zorg"), n, TRUE, c(.3, .25, .2, .25)),
  leerweg = sample(c("bbl", "bol"), n, TRUE, c(.35, .65)),
  niveau = sample(2:4, n, TRUE, c(.3, .3, .4)),
  base = round(runif(n, .5, 3), 3)
)
rows$y <- round(3 + rnorm(12, sd = .4)[cluster] + .5 * (rows$sector == "zorg") + rnorm(n, sd = .9), 3)
rows$y[sample(n, 25)] <- NA
rows$y[rows$cluster == 7] <- NA
rows$z <- as.integer(runif(n) < plogis(-.3 + .8 * (rows$leerweg == "bol")))
rows$size <- round(exp(rnorm(n, 5, 1)))
rows$responded <- as.integer(runif(n) < plogis(-1 + .7 * (rows$sector == "zorg") + .25 * log(rows$size) - .5 * (rows$leerweg == "bbl")))
# Everyone of voedsel took part: quasi-complete separation.
rows$separated <- ifelse(rows$sector == "voedsel", 1L, rows$responded)
write.csv(rows, file.path(here, "weighting_rows.csv"), row.names = FALSE, na = "")

baseline <- data.frame()
keep <- function(analysis, subject, statistic, value) {
  baseline <<- rbind(baseline, data.frame(analysis, subject, statistic, value = sprintf("%.15g", value)))
}

margins <- list(
  data.frame(sector = c("bouw", "techniek", "voedsel", "zorg"), Freq = c(280, 210, 210, 300)),
  data.frame(leerweg = c("bbl", "bol"), Freq = c(300, 700)),
  data.frame(niveau = 2:4, Freq = c(250, 350, 400))
)
formulas <- list(~sector, ~leerweg, ~niveau)
for (start in c("equal", "base")) {
  own <- svydesign(~1, weights = if (start == "base") ~base else ~rep(1, n), data = rows)
  keep("rake", seq_len(n), start, weights(rake(own, formulas, margins, control = list(maxit = 2000, epsilon = 1e-13))))
  by_factor <- transform(rows, sector = factor(sector), leerweg = factor(leerweg), niveau = factor(niveau))
  own <- svydesign(~1, weights = if (start == "base") ~base else ~rep(1, n), data = by_factor)
  totals <- c(`(Intercept)` = 1000, sectortechniek = 210, sectorvoedsel = 210, sectorzorg = 300, leerwegbol = 700, niveau3 = 350, niveau4 = 400)
  linear <- calibrate(own, ~sector + leerweg + niveau, totals, calfun = "linear", epsilon = 1e-12)
  keep("calibrate", seq_len(n), start, weights(linear))
  # The bounds cut: the unbounded factors are wider. R asks for a good start, so base is scaled to the total.
  scaled <- update(own, one = 1)
  scaled$prob <- scaled$prob * sum(weights(own)) / 1000
  scaled$allprob <- scaled$allprob * sum(weights(own)) / 1000
  bounded <- calibrate(scaled, ~sector + leerweg + niveau, totals, calfun = "linear", bounds = c(.5, 1.45), epsilon = 1e-11, maxit = 500)
  keep("calibrate_bounded", seq_len(n), start, weights(bounded))
  factors <- weights(linear) / weights(scaled)
  keep("calibrate_unbounded_range", c("low", "high"), start, range(factors))
}

# Taylor, with and without clusters and strata; the jackknife as JK1 and JKn. y has gaps: a domain.
designs <- list(
  persons = svydesign(~1, weights = ~base, data = rows),
  clusters = svydesign(~cluster, weights = ~base, data = rows),
  strata = svydesign(~cluster, strata = ~stratum, weights = ~base, data = rows),
  person_strata = svydesign(~1, strata = ~stratum, weights = ~base, data = rows)
)
means <- function(analysis, design, degrees = design) {
  for (variable in c("y", "z")) {
    answered <- subset(design, !is.na(rows[[variable]]))
    found <- svymean(as.formula(paste0("~", variable)), answered)
    keep(analysis, variable, c("estimate", "se", "df"), c(coef(found), SE(found), degf(subset(degrees, !is.na(rows[[variable]])))))
    df <- degf(subset(degrees, !is.na(rows[[variable]])))
    keep(analysis, variable, c("ci_low", "ci_high"), as.numeric(confint(found, df = df)))
  }
}
for (name in names(designs)) {
  means(paste("taylor", name), designs[[name]])
  type <- if (grepl("strata", name)) "JKn" else "JK1"
  means(paste("jackknife", name), as.svrepdesign(designs[[name]], type = type), designs[[name]])
}

# Propensities: maximum likelihood, with weights, and Firth's penalised likelihood where sector separates.
tight <- list(epsilon = 1e-14, maxit = 100)
rows$niveau <- as.integer(rows$niveau)
fits <- list(
  ml = glm(responded ~ sector + leerweg + niveau + size, binomial, rows, control = tight),
  weighted = suppressWarnings(glm(responded ~ sector + leerweg + niveau + size, binomial, rows, weights = base / mean(base), control = tight)),
  firth = glm(separated ~ sector + leerweg + niveau, binomial, rows, method = "brglmFit", type = "MPL_Jeffreys", epsilon = 1e-12, maxit = 1000)
)
for (name in names(fits)) {
  keep(name, names(coef(fits[[name]])), "estimate", coef(fits[[name]]))
  keep(name, names(coef(fits[[name]])), "se", sqrt(diag(vcov(fits[[name]]))))
  keep(name, seq_len(n), "propensity", fitted(fits[[name]]))
}
# Firth's estimate once more, by maximising the penalised likelihood itself.
x <- model.matrix(fits$firth)
penalised <- function(b) {
  p <- plogis(drop(x %*% b))
  -sum(dbinom(rows$separated, 1, p, log = TRUE)) - as.numeric(determinant(crossprod(x, x * p * (1 - p)))$modulus) / 2
}
best <- optim(rep(0, ncol(x)), penalised, method = "BFGS", control = list(maxit = 1000, reltol = 1e-15))
keep("firth_optim", colnames(x), "estimate", best$par)

# A category of one unit, which did not respond: its leverage is nearly one.
alone <- transform(rows, sector = replace(sector, match(0, responded), "mode"))
fit <- glm(responded ~ sector + leerweg + niveau, binomial, alone, method = "brglmFit", type = "MPL_Jeffreys", start = rep(0, 7), epsilon = 1e-12, maxit = 1000)
stopifnot(fit$converged)
keep("firth_alone", names(coef(fit)), "estimate", coef(fit))
keep("firth_alone", names(coef(fit)), "se", sqrt(diag(vcov(fit))))

write.csv(baseline, file.path(here, "weighting.csv"), row.names = FALSE)
