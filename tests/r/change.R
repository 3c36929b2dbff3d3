# Changes between two waves that the tests compare with. Run from the top of the repository:
# Rscript tests/r/change.R
# Needs MASS, survey (4.1-1) and ordinal (2022.11.16); invents its own data and writes change_earlier.csv,
# change_later.csv and change.csv.
suppressPackageStartupMessages({library(MASS); library(survey); library(ordinal)})
RNGkind("Mersenne-Twister", "Inversion", "Rejection")
set.seed(20261)
here <- "tests/r"

# Two waves: kennis and contact are scale means with gaps, veel and nooit shares (0/100), q1 an item of five
# answers, q2 of three, ja of two. The later wave has 16 institutions and weights, the earlier only weights.
wave <- function(n, shift, institutions) {
  cluster <- if (institutions) sample(rep_len(1:institutions, n)) else seq_len(n)
  own <- if (institutions) rnorm(institutions, sd = .25)[cluster] else 0
  sector <- sample(c("diensten", "techniek", "zorg"), n, TRUE, if (institutions) c(.3, .3, .4) else c(.2, .5, .3))
  leerweg <- sample(c("bbl", "bol"), n, TRUE, c(.4, .6))
  latent <- own + shift + .5 * (sector == "zorg") + .3 * (leerweg == "bol") + rnorm(n)
  rows <- data.frame(
    cluster, sector, leerweg,
    jaren = round(runif(n, 1, 20)),
    weight = round(runif(n, .4, 2.5), 3),
    kennis = round(3 + .6 * latent, 3),
    contact = round(3.5 + .1 * rnorm(n) + .4 * own, 2),
    veel = 100 * (latent > .3),
    nooit = 100 * (runif(n) < .06),
    q1 = findInterval(latent + rnorm(n, sd = .3), c(-1.2, -.3, .5, 1.4)) + 1,
    q2 = findInterval(.5 * latent + rnorm(n), c(-.4, .6)) + 1,
    ja = as.integer(latent + rnorm(n) > 0)
  )
  rows$kennis[sample(n, 9)] <- NA
  rows$q1[sample(n, 7)] <- NA
  rows
}
earlier <- wave(138, 0, 0)
later <- wave(171, .35, 16)
write.csv(earlier, file.path(here, "change_earlier.csv"), row.names = FALSE, na = "")
write.csv(later, file.path(here, "change_later.csv"), row.names = FALSE, na = "")

baseline <- data.frame()
keep <- function(analysis, subject, statistic, value) {
  baseline <<- rbind(baseline, data.frame(analysis, subject, statistic, value = sprintf("%.15g", value)))
}

# Welch, TOST and effect sizes; margins of .3 pooled standard deviations, or 10 points.
measures <- c("kennis", "contact", "veel", "nooit")
ps <- c()
for (name in measures) {
  a <- na.omit(earlier[[name]]); b <- na.omit(later[[name]])
  found <- t.test(b, a)
  pooled <- sqrt(((length(a) - 1) * var(a) + (length(b) - 1) * var(b)) / (length(a) + length(b) - 2))
  margin <- if (name %in% c("kennis", "contact")) .3 * pooled else 10
  above <- t.test(b, a, mu = -margin, alternative = "greater")$p.value
  below <- t.test(b, a, mu = margin, alternative = "less")$p.value
  keep("welch", name, "change", mean(b) - mean(a))
  keep("welch", name, "se", found$stderr)
  keep("welch", name, "ci_low", found$conf.int[1])
  keep("welch", name, "ci_high", found$conf.int[2])
  keep("welch", name, "t", found$statistic)
  keep("welch", name, "df", found$parameter)
  keep("welch", name, "p", found$p.value)
  keep("welch", name, "smallest", margin)
  keep("welch", name, "p_equivalent", max(above, below))
  ps[name] <- found$p.value
  if (name %in% c("kennis", "contact")) {
    d <- (mean(b) - mean(a)) / pooled
    root <- sqrt(1 / length(a) + 1 / length(b))
    limit <- function(chance) uniroot(
      function(ncp) pt(d / root, length(a) + length(b) - 2, ncp) - chance, d / root + c(-10, 10), tol = 1e-12
    )$root * root
    keep("cohen", name, "estimate", d)
    keep("cohen", name, "ci_low", limit(.975))
    keep("cohen", name, "ci_high", limit(.025))
  } else {
    counts <- c(sum(b == 100), sum(a == 100))
    test <- prop.test(counts, c(length(b), length(a)), correct = FALSE)
    wilson <- function(x, n) 100 * prop.test(x, n, correct = FALSE)$conf.int
    one <- wilson(counts[2], length(a)); two <- wilson(counts[1], length(b))
    p1 <- mean(a); p2 <- mean(b)
    keep("proportions", name, "p", test$p.value)
    keep("proportions", name, "chi2", test$statistic)
    keep("proportions", name, "ci_low", p2 - p1 - sqrt((p2 - two[1])^2 + (one[2] - p1)^2))
    keep("proportions", name, "ci_high", p2 - p1 + sqrt((two[2] - p2)^2 + (p1 - one[1])^2))
    keep("cohen", name, "estimate", 2 * asin(sqrt(p2 / 100)) - 2 * asin(sqrt(p1 / 100)))
  }
}
for (method in c("holm", "BH")) keep("adjusted", measures, tolower(method), p.adjust(ps, method))
many <- c(.001, .008, .039, .041, .042, .06, .074, .205, .212, .216, .222, .251, .269, .275, .34)
for (method in c("holm", "BH")) keep("adjusted_many", seq_along(many), tolower(method), p.adjust(many, method))

# Design-based: weights in both waves, institutions in the later; the difference of independent svymeans.
first <- svydesign(~1, weights = ~weight, data = earlier)
last <- svydesign(~cluster, weights = ~weight, data = later)
for (name in measures) {
  formula <- as.formula(paste0("~", name))
  one <- subset(first, !is.na(earlier[[name]])); two <- subset(last, !is.na(later[[name]]))
  m1 <- svymean(formula, one); m2 <- svymean(formula, two)
  v <- c(SE(m1)^2, SE(m2)^2); df <- c(degf(one), degf(two))
  total <- sum(v)^2 / sum(v^2 / df)
  t <- (coef(m2) - coef(m1)) / sqrt(sum(v))
  keep("taylor", name, "change", coef(m2) - coef(m1))
  keep("taylor", name, "se", sqrt(sum(v)))
  keep("taylor", name, "df", total)
  keep("taylor", name, "p", 2 * pt(-abs(t), total))
}

# Ordinal models. polr and clm by the likelihood; svyolr by the design with the waves as strata.
both <- rbind(
  data.frame(earlier, wave = 0, unit = paste("e", earlier$cluster)),
  data.frame(later, wave = 1, unit = paste("l", later$cluster))
)
tight <- list(reltol = 1e-16, maxit = 2000)
for (item in c("q1", "q2")) {
  rows <- both[!is.na(both[[item]]), ]
  rows$y <- factor(rows[[item]], ordered = TRUE)
  fit <- polr(y ~ wave, data = rows, Hess = TRUE, control = tight)
  keep("polr", item, "log_odds", coef(fit))
  keep("polr", item, "se", sqrt(vcov(fit)[1, 1]))
  exact <- clm(y ~ wave, data = rows, control = clm.control(gradTol = 1e-11))
  table <- coef(summary(exact))
  keep("clm", item, "log_odds", table["wave", 1])
  keep("clm", item, "se", table["wave", 2])
  keep("clm", item, "p", table["wave", 4])
  keep("clm", paste(item, seq_along(exact$alpha)), "threshold", exact$alpha)
  free <- clm(y ~ 1, nominal = ~wave, data = rows, control = clm.control(gradTol = 1e-9, maxIter = 500))
  ratio <- 2 * (logLik(free) - logLik(exact))
  df <- length(exact$alpha) - 1
  keep("clm", item, "lr", ratio)
  keep("clm", item, "lr_p", pchisq(ratio, df, lower.tail = FALSE))
  all <- both
  all$y <- factor(all[[item]], ordered = TRUE)
  for (kind in c("clusters", "persons")) {
    design <- svydesign(if (kind == "clusters") ~unit else ~1, strata = ~wave, weights = ~weight, data = all, nest = TRUE)
    own <- svyolr(y ~ wave, subset(design, !is.na(y)), control = tight)
    keep(paste0("svyolr_", kind), item, "log_odds", coef(own)["wave"])
    keep(paste0("svyolr_", kind), item, "se", sqrt(vcov(own)["wave", "wave"]))
  }
  # The log odds above each cut by svyglm, with their joint covariance from the influence functions.
  cuts <- sort(unique(rows[[item]]))[-1]
  design <- svydesign(~unit, strata = ~wave, weights = ~weight, data = all, nest = TRUE)
  answered <- subset(design, !is.na(y))
  influence <- matrix(0, nrow(all), length(cuts)); odds <- numeric(length(cuts))
  for (k in seq_along(cuts)) {
    answered <- update(answered, above = as.integer(answered$variables[[item]] >= cuts[k]))
    binary <- svyglm(above ~ wave, answered, family = quasibinomial())
    odds[k] <- coef(binary)[2]
    x <- model.matrix(binary)
    rows_in <- which(!is.na(all[[item]]))
    score <- x * (all$weight[rows_in] * (all[[item]][rows_in] >= cuts[k]) - all$weight[rows_in] * fitted(binary))
    bread <- solve(t(x) %*% (x * all$weight[rows_in] * fitted(binary) * (1 - fitted(binary))))
    influence[rows_in, k] <- (score %*% bread)[, 2]
    stopifnot(abs(SE(binary)[2] - sqrt(svyrecvar(influence[, k, drop = FALSE], design$cluster, design$strata, design$fpc))) < 1e-6)
  }
  v <- svyrecvar(influence, design$cluster, design$strata, design$fpc)
  keep("cuts", paste(item, cuts - 1), "log_odds", odds)
  contrast <- diff(diag(length(cuts)))
  q <- nrow(contrast)
  chi2 <- t(contrast %*% odds) %*% solve(contrast %*% v %*% t(contrast)) %*% (contrast %*% odds)
  degrees <- degf(subset(design, !is.na(y)))
  f <- chi2 * (degrees - q + 1) / (degrees * q)
  keep("cuts", item, "f", f)
  keep("cuts", item, "p", pf(f, q, degrees - q + 1, lower.tail = FALSE))
}

# The earlier wave at the later composition over sector: postStratify with the later shares.
answered <- subset(last, !is.na(later$kennis))
shares <- svytable(~sector, answered, Ntotal = 1)
one <- subset(first, !is.na(earlier$kennis))
post <- postStratify(one, ~sector, data.frame(sector = names(shares), Freq = as.numeric(shares)))
would_be <- svymean(~kennis, post)
keep("standardised", "kennis", "would_be_se", SE(would_be))
cell_means <- coef(svyglm(kennis ~ 0 + sector, one))
z <- update(answered, z = kennis - cell_means[paste0("sector", sector)])
remaining <- svymean(~z, z)
keep("standardised", "kennis", "estimate", coef(svymean(~kennis, answered)) - coef(would_be))
keep("standardised", "kennis", "se", sqrt(SE(would_be)^2 + SE(remaining)^2))
keep("standardised", "kennis", "would_be", coef(would_be))

# Oaxaca-Blinder by hand: least squares in each wave; standard errors by leaving out one unit at a time.
split <- function(weights, reference) {
  rows <- both[!is.na(both$kennis), ]
  w <- weights[!is.na(both$kennis)]
  x <- model.matrix(~ sector + leerweg + jaren, rows)
  b <- lapply(0:1, function(k) coef(lm.wfit(x[rows$wave == k, ], rows$kennis[rows$wave == k], w[rows$wave == k])))
  means <- lapply(0:1, function(k) colSums(x[rows$wave == k, ] * w[rows$wave == k]) / sum(w[rows$wave == k]))
  pooled <- coef(lm.wfit(cbind(x, rows$wave), rows$kennis, w))[1:ncol(x)]
  beta <- list(earlier = b[[1]], later = b[[2]], pooled = pooled)[[reference]]
  gap <- means[[2]] - means[[1]]
  c(sum(gap * beta), sum(means[[2]] * b[[2]]) - sum(means[[1]] * b[[1]]) - sum(gap * beta), (gap * beta)[-1])
}
jack <- svydesign(~unit, strata = ~wave, weights = ~weight, data = both, nest = TRUE)
jack <- as.svrepdesign(jack, type = "JKn")
for (reference in c("earlier", "later", "pooled")) {
  found <- withReplicates(jack, function(w, data) split(w, reference)[1:2])
  exact <- split(both$weight, reference)
  keep("oaxaca", reference, "composition", exact[1])
  keep("oaxaca", reference, "rest", exact[2])
  keep("oaxaca", paste(reference, names(exact)[-(1:2)]), "by_predictor", exact[-(1:2)])
  keep("oaxaca", reference, "composition_se", SE(found)[1])
  keep("oaxaca", reference, "rest_se", SE(found)[2])
}

write.csv(baseline, file.path(here, "change.csv"), row.names = FALSE)
