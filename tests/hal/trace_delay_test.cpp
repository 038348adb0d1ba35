#include "trace_delay.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "random.hpp"

namespace fiberloom::hal {
namespace {

// A periodic signal of a few harmonics, known at any time.
class Harmonics {
 public:
  Harmonics(std::size_t period, std::size_t highest, test::Random& random)
      : period_(static_cast<double>(period)) {
    for (std::size_t k = 1; k <= highest; ++k) {
      amplitudes_.push_back(random.normal());
      phases_.push_back(random.uniform(0.0, 2.0 * std::numbers::pi));
    }
  }
  [[nodiscard]] double at(double time, double offset = 0.7) const {
    double sum = offset;
    for (std::size_t k = 0; k < amplitudes_.size(); ++k) {
      sum += amplitudes_[k] * std::cos(frequency(k) * time + phases_[k]);
    }
    return sum;
  }
  // Of its slope, over one period.
  [[nodiscard]] double slope_energy() const {
    double sum = 0.0;
    for (std::size_t k = 0; k < amplitudes_.size(); ++k) {
      sum += 0.5 * period_ * std::pow(amplitudes_[k] * frequency(k), 2.0);
    }
    return sum;
  }
  [[nodiscard]] std::vector<double> delayed_by(double samples) const {
    std::vector<double> trace;
    for (std::size_t j = 0; static_cast<double>(j) < period_; ++j) {
      trace.push_back(at(static_cast<double>(j) - samples));
    }
    return trace;
  }

 private:
  [[nodiscard]] double frequency(std::size_t k) const {
    return 2.0 * std::numbers::pi * static_cast<double>(k + 1) / period_;
  }

  double period_;
  std::vector<double> amplitudes_;
  std::vector<double> phases_;
};

TEST(TraceDelay, TellsFractionsOfASampleOfEitherSign) {
  test::Random random(3);
  for (const std::size_t size : {32U, 63U, 64U, 256U}) {
    const Harmonics signal(size, (size - 1) / 3, random);
    const TraceDelay delay(signal.delayed_by(0.0));
    for (const double samples : {0.0, 1.0, -3.0, 0.25, -0.5, 7.499, -11.73, 15.9}) {
      std::vector<double> trace = signal.delayed_by(samples);
      for (double& value : trace) {
        value = 0.4 * value - 0.2;  // neither a gain nor an offset is a delay
      }
      const DelayEstimate estimate = delay.of(trace);
      EXPECT_NEAR(estimate.samples, samples, 1e-9) << size;
      EXPECT_NEAR(estimate.correlation, 1.0, 1e-12);
      EXPECT_NEAR(estimate.gain, 0.4, 1e-12);
    }
  }
}

// No estimate without bias can scatter less than sigma / sqrt(sum of squared slopes).
TEST(TraceDelay, ScattersAsLittleAsNoiseAllows) {
  test::Random random(5);
  constexpr std::size_t size = 128;
  constexpr double deviation = 0.05;
  constexpr int draws = 400;
  const Harmonics signal(size, 40, random);
  const TraceDelay delay(signal.delayed_by(0.0));
  double square = 0.0;
  for (int draw = 0; draw < draws; ++draw) {
    const double samples = random.uniform(-40.0, 40.0);
    std::vector<double> trace = signal.delayed_by(samples);
    for (double& value : trace) {
      value += deviation * random.normal();
    }
    square += std::pow(delay.of(trace).samples - samples, 2.0) / draws;
  }
  const double bound = deviation / std::sqrt(signal.slope_energy());
  EXPECT_NEAR(std::sqrt(square) / bound, 1.0, 0.15);  // 400 draws tell it to 3.5 %
}

TEST(TraceDelay, SaysThatATraceIsSomethingElse) {
  test::Random random(7);
  constexpr std::size_t size = 128;
  const Harmonics signal(size, 40, random);
  const TraceDelay delay(signal.delayed_by(0.0));
  EXPECT_LT(delay.of(Harmonics(size, 40, random).delayed_by(0.0)).correlation, 0.5);
  EXPECT_FALSE(delay.of(std::vector<double>(size, 0.3)).correlation >= 0.5) << "a dark trace";
  std::vector<double> broken = signal.delayed_by(0.0);
  broken[17] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(delay.of(broken).correlation >= 0.5);
}

TEST(TraceDelay, TakesADelayOut) {
  test::Random random(11);
  for (const std::size_t size : {31U, 32U, 63U, 64U}) {
    const Harmonics signal(size, (size - 1) / 2, random);
    const std::vector<double> wanted = signal.delayed_by(0.0);
    const TraceDelay delay(wanted);
    for (const double samples : {1.0, -3.0, 0.25, -0.5, 7.499, -11.73}) {
      std::vector<double> trace = signal.delayed_by(samples);
      delay.take_out(samples, trace);
      for (std::size_t j = 0; j < size; ++j) {
        EXPECT_NEAR(trace[j], wanted[j], 1e-12) << size << " samples, sample " << j;
      }
    }
  }
}

// The bin at the edge of the band is a cosine that is seen at its maxima; between them it is not.
TEST(TraceDelay, MovesTheEdgeOfTheBandByWholeSamples) {
  const std::vector<double> alternating{1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0};
  const TraceDelay delay(alternating);
  std::vector<double> trace = alternating;
  delay.take_out(1.0, trace);
  for (std::size_t j = 0; j < trace.size(); ++j) {
    EXPECT_NEAR(trace[j], -alternating[j], 1e-14);
  }
  delay.take_out(0.5, trace);
  for (const double value : trace) {
    EXPECT_NEAR(value, 0.0, 1e-14);
  }
}

}  // namespace
}  // namespace fiberloom::hal
