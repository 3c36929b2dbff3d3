# Agreement between coders that the tests compare with. Run from the top of the repository:
# Rscript tests/r/agreement.R
# Needs psych (2.2.9) for Cohen's kappa; Fleiss' kappa and the jackknife are written out here. Invents codes of
# four coders in agreement_codes.csv and writes agreement.csv.
suppressPackageStartupMessages(library(psych))
RNGkind("Mersenne-Twister", "Inversion", "Rejection")
set.seed(20262)
here <- "tests/r"

# 12 institutions with 6 questions each; a coder mistakes about one code in four.
codes <- c("duidelijk", "onduidelijk", "niet_vermeld")
truth <- sample(codes, 72, TRUE, c(.3, .3, .4))
read <- function() ifelse(runif(72) < .25, sample(codes, 72, TRUE), truth)
units <- data.frame(institution = rep(1:12, each = 6), A = read(), B = read(), C = read(), D = read())
write.csv(units, file.path(here, "agreement_codes.csv"), row.names = FALSE)

fleiss <- function(given) {
  counts <- sapply(codes, function(code) rowSums(given == code))
  raters <- ncol(given)
  observed <- mean((rowSums(counts^2) - raters) / (raters * (raters - 1)))
  expected <- sum((colSums(counts) / sum(counts))^2)
  (observed - expected) / (1 - expected)
}
cohen <- function(given) {
  crossed <- table(factor(given[[1]], codes), factor(given[[2]], codes)) / nrow(given)
  expected <- sum(rowSums(crossed) * colSums(crossed))
  (sum(diag(crossed)) - expected) / (1 - expected)
}
jackknife <- function(given, cluster, statistic) {
  without <- sapply(unique(cluster), function(one) statistic(given[cluster != one, ]))
  k <- length(without)
  sqrt((k - 1) / k * sum((without - mean(without))^2))
}
pairs <- function(given) mean(combn(ncol(given), 2, function(two) mean(given[[two[1]]] == given[[two[2]]])))

two <- units[c("A", "B")]
four <- units[c("A", "B", "C", "D")]
kappa <- cohen.kappa(two)
baseline <- data.frame(
  statistic = c("cohen", "cohen_low", "cohen_high", "cohen_se_institution", "cohen_share",
                "fleiss", "fleiss_se_unit", "fleiss_se_institution", "fleiss_share"),
  value = c(kappa$kappa, kappa$confid["unweighted kappa", c("lower", "upper")],
            jackknife(two, units$institution, cohen), pairs(two),
            fleiss(four), jackknife(four, seq_len(72), fleiss),
            jackknife(four, units$institution, fleiss), pairs(four))
)
stopifnot(abs(cohen(two) - kappa$kappa) < 1e-12)
baseline$value <- sprintf("%.15g", baseline$value)
write.csv(baseline, file.path(here, "agreement.csv"), row.names = FALSE, quote = FALSE)
