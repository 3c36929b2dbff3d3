# Numbers from R that the tests compare with. Run from the top of the repository: Rscript tests/r/baselines.R
# Needs the package psych (used for reliability and dimensionality only); the rest is base R.
suppressPackageStartupMessages(library(psych))
RNGkind("Mersenne-Twister", "Inversion", "Rejection")
set.seed(20241)
here <- "tests/r"

# Nine items on 1-5: x1-x5 and y1-y4 measure two things that hang together; some answers are missing.
n <- 130
f <- rnorm(n)
g <- 0.3 * f + rnorm(n)
ordinal <- function(latent) as.integer(cut(latent, c(-Inf, -1.2, -0.4, 0.4, 1.2, Inf)))
items <- data.frame(
  sapply(c(x1 = 0.9, x2 = 0.7, x3 = 0.6, x4 = 0.8, x5 = -0.2), function(a) ordinal(a * f + rnorm(n, sd = 0.7))),
  sapply(c(y1 = 0.9, y2 = 0.5, y3 = 0.7, y4 = 1.0), function(a) ordinal(a * g + rnorm(n, sd = 0.7)))
)
items[3, "x2"] <- items[17, "y4"] <- items[90, "x1"] <- NA
write.csv(items, file.path(here, "items.csv"), row.names = FALSE, na = "")

# Four scores, a breakdown in three groups of unequal size and spread, and one in two.
m <- 120
three <- sample(c("diensten", "techniek", "zorg"), m, replace = TRUE, prob = c(0.25, 0.35, 0.4))
two <- ifelse(runif(m) < 0.45, "bol", "bbl_of_beide")
common <- rnorm(m, sd = 0.5)
scores <- data.frame(
  voorbereiding = 3.2 + common + rnorm(m, sd = 0.9),
  zoeken = 4.0 + common + rnorm(m, sd = 0.5),
  begeleiding = 4.5 + 0.5 * common + rnorm(m, sd = ifelse(three == "techniek", 0.6, 0.3)) - 0.3 * (three == "techniek"),
  contact = round(3.3 + common + rnorm(m, sd = 0.7))
)
for (column in names(scores)) scores[[column]] <- round(pmin(pmax(scores[[column]], 1), 5), 2)
scores[c(5, 31), "zoeken"] <- NA
scores[77, "contact"] <- NA
three[c(8, 60)] <- NA
write.csv(cbind(scores, sectorcategorie = three, leerweg = two), file.path(here, "scores.csv"), row.names = FALSE, na = "")

baseline <- data.frame()
keep <- function(analysis, subject, statistic, value) {
  baseline <<- rbind(baseline, data.frame(analysis, subject, statistic, value = sprintf("%.15g", value)))
}

# Reliability, on complete rows.
for (set in c("x", "y")) {
  own <- na.omit(items[startsWith(names(items), set)])
  found <- suppressWarnings(alpha(own, warnings = FALSE))
  keep("reliability", set, "alpha", found$total$raw_alpha)
  interval <- alpha.ci(found$total$raw_alpha, n.obs = nrow(own), n.var = ncol(own))
  keep("reliability", set, "alpha_low", interval$lower.ci)
  keep("reliability", set, "alpha_high", interval$upper.ci)
  keep("reliability", rownames(found$item.stats), "item_rest_r", found$item.stats$r.drop)
}

# Dimensionality, on complete rows.
complete <- na.omit(items)
loadings <- unclass(principal(complete, nfactors = 3, rotate = "none")$loadings)
for (component in 1:3) {
  keep("principal", rownames(loadings), paste0("PC", component), loadings[, component])
}
parallel <- NULL
invisible(capture.output(
  parallel <- fa.parallel(complete, fa = "pc", n.iter = 1000, quant = 0.95, plot = FALSE)
))
keep("parallel", seq_along(parallel$pc.values), "observed", parallel$pc.values)
set.seed(20242)
simulated <- replicate(4000, eigen(cor(matrix(rnorm(length(unlist(complete))), nrow(complete))))$values)
keep("parallel", seq_len(nrow(simulated)), "threshold", apply(simulated, 1, quantile, 0.95))
keep("parallel", "x+y", "n_components", parallel$ncomp)

# Groups.
noncentrality <- function(f, df1, df2, chance) {
  below <- function(ncp) pf(f, df1, df2, ncp = ncp) - chance
  if (pf(f, df1, df2) <= chance) 0 else uniroot(below, c(0, 200), tol = 1e-12)$root
}
breakdowns <- data.frame(sectorcategorie = three, leerweg = two)
for (group_by in names(breakdowns)) {
  for (scale in names(scores)) {
    own <- na.omit(data.frame(score = scores[[scale]], group = factor(breakdowns[[group_by]])))
    subject <- paste(scale, group_by)
    table <- summary(aov(score ~ group, own))[[1]]
    keep("anova", subject, c("f", "p"), c(table[1, "F value"], table[1, "Pr(>F)"]))
    keep("anova", subject, c("df1", "df2"), table[, "Df"])
    keep("anova", subject, "eta2", table[1, "Sum Sq"] / sum(table[, "Sum Sq"]))
    ncp <- sapply(c(0.975, 0.025), function(chance) noncentrality(table[1, "F value"], table[1, "Df"], table[2, "Df"], chance))
    keep("anova", subject, c("eta2_low", "eta2_high"), ncp / (ncp + nrow(own)))
    welch <- oneway.test(score ~ group, own)
    keep("welch", subject, c("f", "df1", "df2", "p"), c(welch$statistic, welch$parameter, welch$p.value))
    for (name in levels(own$group)) {
      one <- t.test(own$score[own$group == name])
      keep("mean", paste(subject, name), c("mean", "low", "high"), c(one$estimate, one$conf.int))
    }
    k <- nlevels(own$group)
    for (pair in combn(levels(own$group), 2, simplify = FALSE)) {
      a <- own$score[own$group == pair[1]]
      b <- own$score[own$group == pair[2]]
      test <- t.test(a, b)
      p <- ptukey(abs(test$statistic) * sqrt(2), k, test$parameter, lower.tail = FALSE)
      half <- qtukey(0.95, k, test$parameter) / sqrt(2) * test$stderr
      difference <- mean(a) - mean(b)
      keep("games_howell", paste(subject, paste(pair, collapse = "~")), c("difference", "p", "low", "high"),
        c(difference, p, difference - half, difference + half))
    }
  }
  p <- sapply(names(scores), function(scale) oneway.test(scores[[scale]] ~ breakdowns[[group_by]], var.equal = TRUE)$p.value)
  keep("holm", paste(names(scores), group_by), "p_adjusted", p.adjust(p, "holm"))
}

# Correlations, on the rows with both scores.
for (pair in combn(names(scores), 2, simplify = FALSE)) {
  test <- cor.test(scores[[pair[1]]], scores[[pair[2]]])
  keep("correlations", paste(pair, collapse = "~"), c("r", "p", "low", "high"), c(test$estimate, test$p.value, test$conf.int))
}

# Phases within teams, on complete rows.
own <- as.matrix(na.omit(scores))
table <- anova(lm(own ~ 1), X = ~1, test = "Spherical")
keep("rm_anova", "fasen", c("f", "df1", "df2", "p"), unlist(table[1, c("F", "num Df", "den Df", "Pr(>F)")]))
keep("rm_anova", "fasen", "p_greenhouse_geisser", table[1, "G-G Pr"])
keep("rm_anova", "fasen", "epsilon", as.numeric(sub(".*: *", "", grep("Greenhouse", attr(table, "heading"), value = TRUE))))
test <- friedman.test(own)
keep("friedman", "fasen", c("chi2", "df", "p"), c(test$statistic, test$parameter, test$p.value))
p <- c()
for (pair in combn(colnames(own), 2, simplify = FALSE)) {
  test <- t.test(own[, pair[1]], own[, pair[2]], paired = TRUE)
  subject <- paste(pair, collapse = "~")
  keep("paired", subject, c("difference", "p", "low", "high"), c(test$estimate, test$p.value, test$conf.int))
  p[subject] <- test$p.value
}
keep("paired", names(p), "p_adjusted", p.adjust(p, "holm"))

write.csv(baseline, file.path(here, "baselines.csv"), row.names = FALSE, quote = FALSE)
