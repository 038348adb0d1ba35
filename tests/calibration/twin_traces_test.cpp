#include "twin_traces.hpp"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <string>

#include "fake_glass.hpp"

namespace fiberloom::calibration {
namespace {

constexpr std::size_t oversampling = 2;
constexpr std::size_t points = 48;

core::Model model_of_frame(std::optional<core::LowPass> low_pass) {
  core::Model model;
  model.frame = {.samples = points / oversampling, .oversampling = oversampling};
  model.low_pass = low_pass;
  model.layers = core::zero_layers(2);
  return model;
}

const LayerSettings settings{.dispersion = {1.3, -0.8}, .nonlinear_phase = {0.7, 0.5}};

TwinParameters generic_twin() {
  return {.dispersion_scale = {1.07, 0.94},
          .nonlinear_phase_scale = {0.9, 1.15},
          .delay_samples = 0.13,
          .gain = 1.1,
          .transmitter_inverse_bandwidth = 2.2,
          .receiver_inverse_bandwidth = 1.7};
}

// Name and place of every number of a twin, one by one: nothing of the code under test.
struct Number {
  std::string name;
  double& (*of)(TwinParameters&);
};

const std::vector<Number> numbers{
    {"dispersion scale 1", [](TwinParameters& t) -> double& { return t.dispersion_scale[0]; }},
    {"dispersion scale 2", [](TwinParameters& t) -> double& { return t.dispersion_scale[1]; }},
    {"phase scale 1", [](TwinParameters& t) -> double& { return t.nonlinear_phase_scale[0]; }},
    {"phase scale 2", [](TwinParameters& t) -> double& { return t.nonlinear_phase_scale[1]; }},
    {"delay", [](TwinParameters& t) -> double& { return t.delay_samples; }},
    {"gain", [](TwinParameters& t) -> double& { return t.gain; }},
    {"transmitter", [](TwinParameters& t) -> double& { return t.transmitter_inverse_bandwidth; }},
    {"receiver", [](TwinParameters& t) -> double& { return t.receiver_inverse_bandwidth; }}};

struct TwinTraces : testing::Test {
  test::Random random{401};
  std::optional<core::LowPass> low_pass = core::LowPass{.cutoff = 0.4, .order = 4};
  core::Model model = model_of_frame(low_pass);
  test::Row waveform = test::band_limited_row(points, 0.4, random);
  core::WorkerPool workers{1};

  std::vector<double> trace_of(const TwinParameters& twin) const {
    return test::fake_trace(waveform, test::scaled_layers(settings, twin), twin, oversampling,
                            low_pass);
  }

  ProbeSet probes(const std::vector<std::vector<double>>& measured) const {
    ProbeSet set{.settings = settings,
                 .waveform = core::FieldBatch<double>(measured.size(), points),
                 .measured = core::RealBatch<double>(measured.size(), points)};
    for (std::size_t i = 0; i < measured.size(); ++i) {
      std::copy(waveform.begin(), waveform.end(), set.waveform.row(i).begin());
      std::copy(measured[i].begin(), measured[i].end(), set.measured.row(i).begin());
    }
    return set;
  }

  // A trace that exceeds the twin's by one at one point: the slope is then that point's row of the Jacobian.
  Eigen::MatrixXd jacobian(const TwinParameters& twin) {
    Eigen::MatrixXd rows(static_cast<Eigen::Index>(points), num_twin_parameters(2));
    for (std::size_t j = 0; j < points; ++j) {
      std::vector<double> measured = trace_of(twin);
      measured[j] += 1.0;
      rows.row(static_cast<Eigen::Index>(j)) =
          normal_equations({probes({measured})}, twin, model, workers).slope.transpose();
    }
    return rows;
  }
};

TEST_F(TwinTraces, PredictWhatAnIndependentBenchWithTheseNumbersShows) {
  const TwinParameters twin = generic_twin();
  const NormalEquations equations =
      normal_equations({probes({trace_of(twin)})}, twin, model, workers);
  EXPECT_GT(equations.squared_measured, 1.0);
  EXPECT_LT(equations.squared_residual, 1e-24 * equations.squared_measured);
  EXPECT_EQ(equations.num_values, points);
}

TEST_F(TwinTraces, HaveTheDerivativesOfCentralDifferences) {
  constexpr double h = 1e-5;
  const Eigen::MatrixXd columns = jacobian(generic_twin());
  ASSERT_EQ(columns.cols(), static_cast<Eigen::Index>(numbers.size()));
  for (std::size_t p = 0; p < numbers.size(); ++p) {
    TwinParameters above = generic_twin();
    TwinParameters below = generic_twin();
    numbers[p].of(above) += h;
    numbers[p].of(below) -= h;
    const std::vector<double> high = trace_of(above);
    const std::vector<double> low = trace_of(below);
    double size = 0.0;
    double difference = 0.0;
    for (std::size_t j = 0; j < points; ++j) {
      const double slope = (high[j] - low[j]) / (2.0 * h);
      const double found = columns(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(p));
      size = std::max(size, std::abs(slope));
      difference = std::max(difference, std::abs(found - slope));
    }
    EXPECT_GT(size, 1e-3) << numbers[p].name << ": the test sees nothing of it";
    EXPECT_LT(difference, 1e-7 * std::max(size, 1.0)) << numbers[p].name;
  }
}

TEST_F(TwinTraces, SumCurvatureSlopeAndScatterOverFramesAndSets) {
  const TwinParameters twin = generic_twin();
  const Eigen::MatrixXd rows = jacobian(twin);
  std::vector<std::vector<double>> measured(3, trace_of(twin));
  Eigen::MatrixXd scatter = Eigen::MatrixXd::Zero(8, 8);
  Eigen::VectorXd slope = Eigen::VectorXd::Zero(8);
  double squared_residual = 0.0;
  for (std::vector<double>& trace : measured) {
    Eigen::VectorXd residual(static_cast<Eigen::Index>(points));
    for (std::size_t j = 0; j < points; ++j) {
      residual[static_cast<Eigen::Index>(j)] = random.normal();
      trace[j] += residual[static_cast<Eigen::Index>(j)];
    }
    const Eigen::VectorXd of_frame = rows.transpose() * residual;
    slope += of_frame;
    scatter += of_frame * of_frame.transpose();
    squared_residual += residual.squaredNorm();
  }
  const NormalEquations found = normal_equations(
      {probes({measured[0], measured[1]}), probes({measured[2]})}, twin, model, workers);
  const Eigen::MatrixXd curvature = 3.0 * rows.transpose() * rows;
  EXPECT_LT((found.curvature - curvature).norm(), 1e-10 * curvature.norm());
  EXPECT_LT((found.slope - slope).norm(), 1e-10 * slope.norm());
  EXPECT_LT((found.slope_scatter - scatter).norm(), 1e-10 * scatter.norm());
  EXPECT_NEAR(found.squared_residual, squared_residual, 1e-10 * squared_residual);
}

TEST_F(TwinTraces, AreTheSameBitsForAnyNumberOfWorkers) {
  TwinParameters other = generic_twin();
  other.gain = 1.0;
  const std::vector<ProbeSet> sets{
      probes({trace_of(generic_twin()), trace_of(other), trace_of(generic_twin())})};
  core::WorkerPool three(3);
  const NormalEquations alone = normal_equations(sets, other, model, workers);
  const NormalEquations shared = normal_equations(sets, other, model, three);
  EXPECT_EQ(alone.curvature, shared.curvature);
  EXPECT_EQ(alone.slope, shared.slope);
  EXPECT_EQ(alone.squared_residual, shared.squared_residual);
}

TEST_F(TwinTraces, VectorAndTwinCarryTheSameNumbersInTheSameOrder) {
  Eigen::VectorXd values(8);
  values << 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0;
  TwinParameters twin = from_vector(values);
  for (std::size_t p = 0; p < numbers.size(); ++p) {
    EXPECT_EQ(numbers[p].of(twin), static_cast<double>(p + 1)) << numbers[p].name;
  }
  EXPECT_EQ(to_vector(twin), values);
}

}  // namespace
}  // namespace fiberloom::calibration
