# Item statistics, sampling adequacy, MAP and rotation that the tests compare with. Run from the top of the
# repository, after baselines.R: Rscript tests/r/dimensionality.R
# Needs psych (2.2.9) and GPArotation; takes items.csv, and writes invented data of its own to components.csv.
suppressPackageStartupMessages({library(psych); library(GPArotation)})
RNGkind("Mersenne-Twister", "Inversion", "Rejection")
set.seed(20245)
here <- "tests/r"

# Ten items on 1-5 of two things that hardly hang together: p1-p6 and q1-q4; p6 runs the other way.
n <- 138
f <- rnorm(n)
g <- 0.2 * f + rnorm(n)
ordinal <- function(latent) as.integer(cut(latent, c(-Inf, -1.4, -0.5, 0.3, 1.1, Inf)))
components <- data.frame(
  sapply(c(p1 = 0.9, p2 = 0.8, p3 = 0.7, p4 = 0.9, p5 = 0.6, p6 = -0.8), function(a) ordinal(a * f + rnorm(n, sd = 0.6))),
  sapply(c(q1 = 0.9, q2 = 0.8, q3 = 0.7, q4 = 0.6), function(a) ordinal(a * g + rnorm(n, sd = 0.6)))
)
for (column in c("p1", "p4", "q2", "q3")) components[sample(n, 6), column] <- NA
write.csv(components, file.path(here, "components.csv"), row.names = FALSE, na = "")
items <- read.csv(file.path(here, "items.csv"))

baseline <- data.frame()
keep <- function(analysis, subject, statistic, value) {
  baseline <<- rbind(baseline, data.frame(analysis, subject, statistic, value = sprintf("%.15g", value)))
}

# psych::alpha works pairwise; the smallest number of rows behind a covariance serves the interval.
scales <- list(x = items[1:5], y = items[6:9], p = components[1:6], q = components[7:10])
for (set in names(scales)) {
  for (missing in c("complete", "pairwise")) {
    own <- if (missing == "complete") na.omit(scales[[set]]) else scales[[set]]
    found <- suppressWarnings({capture.output(all <- alpha(own, warnings = FALSE)); all})
    least <- min(crossprod(!is.na(own)))
    keep(missing, set, "alpha", found$total$raw_alpha)
    keep(missing, set, "mean_inter_item_r", found$total$average_r)
    interval <- alpha.ci(found$total$raw_alpha, n.obs = least, n.var = ncol(own))
    keep(missing, set, "alpha_low", interval$lower.ci)
    keep(missing, set, "alpha_high", interval$upper.ci)
    keep(missing, set, "n_smallest", least)
    keep(missing, names(own), "item_rest_r", found$item.stats$r.drop)
    keep(missing, names(own), "alpha_if_dropped", found$alpha.drop$raw_alpha)
    keep(missing, names(own), "mean", found$item.stats$mean)
    keep(missing, names(own), "sd", found$item.stats$sd)
  }
}

for (set in c("items", "components")) {
  own <- na.omit(get(set))
  adequacy <- KMO(own)
  keep("kmo", set, "overall", adequacy$MSA)
  keep("kmo", names(own), "item", adequacy$MSAi)
  test <- suppressMessages(cortest.bartlett(own))
  keep("bartlett", set, c("chi2", "p", "df"), c(test$chisq, test$p.value, test$df))
  map <- suppressWarnings(vss(own, n = ncol(own) - 1, fm = "pc", rotate = "none", plot = FALSE))$map
  keep("map", paste(set, seq_along(map)), "squared", map)
  for (rotation in c("varimax", "oblimin")) {
    for (number in 2:3) {
      rotated <- principal(own, nfactors = number, rotate = rotation)
      subject <- paste(set, rotation, number)
      loadings <- unclass(rotated$loadings)
      for (column in 1:number) keep(subject, rownames(loadings), paste0("loading", column), loadings[, column])
      keep(subject, 1:number, "explained", rotated$Vaccounted["Proportion Var", ])
      keep(subject, rownames(loadings), "communality", rotated$communality)
      if (rotation == "oblimin") {
        for (column in 1:number) keep(subject, 1:number, paste0("phi", column), rotated$Phi[, column])
        for (column in 1:number) keep(subject, rownames(loadings), paste0("structure", column), rotated$Structure[, column])
      }
    }
  }
}

# Thresholds of parallel analysis with the other rules; each is simulated.
own <- as.matrix(na.omit(components))
eigenvalues <- function(x) eigen(cor(x), symmetric = TRUE, only.values = TRUE)$values
set.seed(20246)
simulated <- list(
  normal = replicate(4000, eigenvalues(matrix(rnorm(length(own)), nrow(own)))),
  permutation = replicate(4000, eigenvalues(apply(own, 2, sample)))
)
keep("parallel", seq_len(ncol(own)), "observed", eigenvalues(own))
for (data in names(simulated)) {
  keep(paste("parallel", data), seq_len(ncol(own)), "mean", rowMeans(simulated[[data]]))
  keep(paste("parallel", data), seq_len(ncol(own)), "quantile", apply(simulated[[data]], 1, quantile, 0.95))
}

write.csv(baseline, file.path(here, "dimensionality.csv"), row.names = FALSE, quote = FALSE)
