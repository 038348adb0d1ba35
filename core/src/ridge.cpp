#include <Eigen/Dense>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/ridge.hpp>
#include <limits>
#include <string>

#include "standardised.hpp"

namespace fiberloom::core {
namespace {

// The features in the coordinates of their principal axes: features = scores axes^T.
struct PrincipalAxes {
  Matrix axes;
  Matrix scores;
  Vector squares;  // squared length of each column of the scores
};

PrincipalAxes principal_axes(const Matrix& features) {
  const bool is_tall = features.rows() >= features.cols();
  const Matrix gram =
      is_tall ? Matrix(features.transpose() * features) : Matrix(features * features.transpose());
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(gram);
  const Vector& all = solver.eigenvalues();  // ascending
  const double smallest = std::max(all.maxCoeff(), 0.0) * 1e-13;
  const auto kept = static_cast<Eigen::Index>((all.array() > smallest).count());
  PrincipalAxes result;
  result.squares = all.tail(kept);
  const Matrix vectors = solver.eigenvectors().rightCols(kept);
  const Vector lengths = result.squares.cwiseSqrt();
  result.axes = is_tall
                    ? vectors
                    : Matrix(features.transpose() * vectors * lengths.cwiseInverse().asDiagonal());
  result.scores = is_tall ? Matrix(features * vectors) : Matrix(vectors * lengths.asDiagonal());
  return result;
}

// Mean squared error of each record under the fit to all others.
double leave_one_out_error(const PrincipalAxes& principal, const Matrix& targets,
                           const Matrix& projected, double penalty) {
  const Vector shrink = (principal.squares.array() + penalty).inverse().matrix();
  const Matrix residuals = targets - principal.scores * (shrink.asDiagonal() * projected);
  const Vector leverage =
      (principal.scores.cwiseAbs2() * shrink).array() + 1.0 / static_cast<double>(targets.rows());
  double sum = 0.0;
  for (Eigen::Index i = 0; i < targets.rows(); ++i) {
    const double left = std::max(1.0 - leverage(i), 1e-12);
    sum += residuals.row(i).squaredNorm() / (left * left);
  }
  return sum;
}

void check(const RealBatch<double>& features, std::span<const std::int64_t> labels,
           std::size_t num_classes, std::span<const double> penalties) {
  if (features.empty() || features.batch() != labels.size() || penalties.empty()) {
    throw InputError("input.shape",
                     "ridge: needs records with features, one label each, and a penalty");
  }
  for (const std::int64_t label : labels) {
    if (label < 0 || static_cast<std::size_t>(label) >= num_classes) {
      throw InputError("input.labels", "ridge: label " + std::to_string(label) + " is not one of " +
                                           std::to_string(num_classes) + " classes");
    }
  }
}

}  // namespace

RidgeFit fit_ridge(const RealBatch<double>& features, std::span<const std::int64_t> labels,
                   std::size_t num_classes, std::span<const double> penalties) {
  check(features, labels, num_classes, penalties);
  const Standardised data = standardise(features, labels, num_classes);
  const PrincipalAxes principal = principal_axes(data.features);
  const Matrix projected = principal.scores.transpose() * data.targets;
  const auto records = static_cast<double>(labels.size());
  RidgeFit fit{.classifier = zero_classifier(num_classes, features.samples())};
  double best = std::numeric_limits<double>::infinity();
  for (const double penalty : penalties) {
    const double error = leave_one_out_error(principal, data.targets, projected, penalty * records);
    if (error < best) {
      best = error;
      fit.penalty = penalty;
    }
  }
  const Vector shrink = (principal.squares.array() + fit.penalty * records).inverse().matrix();
  Matrix weight = (principal.axes * (shrink.asDiagonal() * projected)).transpose();
  weight.array().rowwise() /= data.deviation.array();
  const Vector bias = data.target_mean.transpose() - weight * data.mean.transpose();
  Eigen::Map<RowMajor>(fit.classifier.weight.values().data(), weight.rows(), weight.cols()) =
      weight;
  fit.classifier.bias.assign(bias.begin(), bias.end());
  return fit;
}

std::vector<double> usual_penalties() {
  std::vector<double> result;
  for (int half_decade = -12; half_decade <= 4; ++half_decade) {
    result.push_back(std::pow(10.0, 0.5 * half_decade));
  }
  return result;
}

RealBatch<double> spectrum_magnitudes(const RealBatch<double>& series) {
  const FftPlan<double> plan(series.samples());
  RealBatch<double> result(series.batch(), series.samples() / 2 + 1);
  AlignedVector<std::complex<double>> row(series.samples());
  for (std::size_t i = 0; i < series.batch(); ++i) {
    std::copy(series.row(i).begin(), series.row(i).end(), row.begin());
    plan.forward(row);
    for (std::size_t k = 0; k < result.samples(); ++k) {
      result.row(i)[k] = std::abs(row[k]);
    }
  }
  return result;
}

}  // namespace fiberloom::core
