#include <Eigen/Dense>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/ridge.hpp>
#include <fiberloom/core/sampling.hpp>
#include <limits>
#include <string>

#include "standardised.hpp"

namespace fiberloom::core {
namespace {

constexpr std::uint64_t validation_stream = ~std::uint64_t{0};

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

// Everything that a fit has in common for all penalties. A penalty counts for each record.
class Solver {
 public:
  Solver(const RealBatch<double>& features, std::span<const std::int64_t> labels,
         std::size_t num_classes)
      : data_(standardise(features, labels, num_classes)),
        principal_(principal_axes(data_.features)),
        projected_(principal_.scores.transpose() * data_.targets) {}

  // Sum of the squared errors of each record under the fit to all others.
  [[nodiscard]] double leave_one_out_error(double penalty) const {
    const Vector shrink = shrinkage(penalty);
    const Matrix residuals = data_.targets - principal_.scores * (shrink.asDiagonal() * projected_);
    const Vector leverage = (principal_.scores.cwiseAbs2() * shrink).array() + 1.0 / records();
    double sum = 0.0;
    for (Eigen::Index i = 0; i < residuals.rows(); ++i) {
      const double left = std::max(1.0 - leverage(i), 1e-12);
      sum += residuals.row(i).squaredNorm() / (left * left);
    }
    return sum;
  }

  // On raw features.
  [[nodiscard]] LinearClassifier classifier(double penalty) const {
    Matrix weight = (principal_.axes * (shrinkage(penalty).asDiagonal() * projected_)).transpose();
    weight.array().rowwise() /= data_.deviation.array();
    const Vector bias = data_.target_mean.transpose() - weight * data_.mean.transpose();
    LinearClassifier result = zero_classifier(static_cast<std::size_t>(weight.rows()),
                                              static_cast<std::size_t>(weight.cols()));
    Eigen::Map<RowMajor>(result.weight.values().data(), weight.rows(), weight.cols()) = weight;
    result.bias.assign(bias.begin(), bias.end());
    return result;
  }

 private:
  [[nodiscard]] double records() const { return static_cast<double>(data_.targets.rows()); }
  [[nodiscard]] Vector shrinkage(double penalty) const {
    return (principal_.squares.array() + penalty * records()).inverse().matrix();
  }

  Standardised data_;
  PrincipalAxes principal_;
  Matrix projected_;
};

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
  const Solver solver(features, labels, num_classes);
  double best = std::numeric_limits<double>::infinity();
  double chosen = 0.0;
  for (const double penalty : penalties) {
    const double error = solver.leave_one_out_error(penalty);
    if (error < best) {
      best = error;
      chosen = penalty;
    }
  }
  return {.classifier = solver.classifier(chosen), .penalty = chosen};
}

RidgeFit fit_ridge_by_validation(const RealBatch<double>& features,
                                 std::span<const std::int64_t> labels, std::size_t num_classes,
                                 std::span<const double> penalties, const ValidationSplit& split) {
  check(features, labels, num_classes, penalties);
  const std::size_t count = labels.size();
  const auto held_out =
      static_cast<std::size_t>(std::floor(split.share * static_cast<double>(count)));
  if (!(split.share > 0.0) || held_out == 0 || held_out >= count) {
    throw InputError("input.shape", "ridge: " + std::to_string(count) +
                                        " records cannot be split into some to fit and some to "
                                        "choose the penalty by");
  }
  const std::vector<std::size_t> order = seeded_permutation(count, split.seed, validation_stream);
  const LabelledSeries all{.series = features, .labels = {labels.begin(), labels.end()}};
  const LabelledSeries fitted = subset(all, std::span(order).subspan(held_out));
  const LabelledSeries kept = subset(all, std::span(order).first(held_out));
  const Solver solver(fitted.series, fitted.labels, num_classes);
  double best = -1.0;
  double chosen = 0.0;
  for (const double penalty : penalties) {
    const double share = accuracy(predict(solver.classifier(penalty), kept.series), kept.labels);
    if (share > best || (share == best && penalty > chosen)) {
      best = share;
      chosen = penalty;
    }
  }
  return {.classifier = Solver(features, labels, num_classes).classifier(chosen),
          .penalty = chosen};
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
