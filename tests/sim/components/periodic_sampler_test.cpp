#include <gtest/gtest.h>

#include <fiberloom/sim/components/periodic_sampler.hpp>
#include <numbers>

#include "component_frames.hpp"
#include "expect_error.hpp"
#include "random.hpp"
#include "rows.hpp"

namespace fiberloom::sim {
namespace {

using test::Complex;

constexpr double step = 1e-11;

// A trigonometric polynomial by its definition, at any time.
class Signal {
 public:
  Signal(std::size_t size, std::size_t highest, test::Random& random)
      : size_(size), amplitudes_(highest + 1) {
    std::ranges::generate(amplitudes_, [&] { return random.complex_normal(); });
  }

  [[nodiscard]] double at(double time_s) const {
    double sum = amplitudes_[0].real();
    for (std::size_t k = 1; k < amplitudes_.size(); ++k) {
      const double turns = static_cast<double>(k) * time_s / (static_cast<double>(size_) * step);
      sum += (amplitudes_[k] * std::polar(1.0, 2.0 * std::numbers::pi * turns)).real();
    }
    return sum;
  }

  [[nodiscard]] std::vector<double> row() const {
    std::vector<double> values(size_);
    for (std::size_t j = 0; j < size_; ++j) {
      values[j] = at(static_cast<double>(j) * step);
    }
    return values;
  }

 private:
  std::size_t size_;
  std::vector<Complex> amplitudes_;
};

double largest_error(const Signal& signal, std::size_t size, std::span<const double> times,
                     double shift_s) {
  Workspace workspace;
  const PeriodicSampler sampler({size, step}, times, std::vector<Complex>(size / 2 + 1, 1.0));
  std::vector<double> found(times.size());
  sampler.sample(signal.row(), shift_s, found, workspace);
  double largest = 0.0;
  for (std::size_t j = 0; j < times.size(); ++j) {
    largest = std::max(largest, std::abs(found[j] - signal.at(times[j] + shift_s)));
  }
  return largest;
}

std::vector<double> even_times(std::size_t count, double period, double first) {
  std::vector<double> times(count);
  for (std::size_t j = 0; j < count; ++j) {
    times[j] = first + period * static_cast<double>(j) / static_cast<double>(count);
  }
  return times;
}

TEST(PeriodicSampler, IsExactAtEvenTimesOfAnyRate) {
  test::Random random(21);
  for (const std::size_t size : {64U, 75U}) {
    const Signal signal(size, (size - 1) / 2, random);
    for (const std::size_t count : {16U, 63U, 64U, 75U, 100U, 128U, 301U}) {
      for (const double first : {0.0, 3.7e-12}) {
        const auto times = even_times(count, static_cast<double>(size) * step, first);
        EXPECT_LT(largest_error(signal, size, times, 0.0), 1e-11) << size << " " << count;
        EXPECT_LT(largest_error(signal, size, times, -2.3e-12), 1e-11) << size << " " << count;
      }
    }
  }
}

TEST(PeriodicSampler, InterpolatesAtUnevenTimes) {
  test::Random random(22);
  for (const std::size_t size : {64U, 75U, 256U}) {
    const Signal signal(size, (size - 1) / 2, random);
    std::vector<double> times = even_times(91, static_cast<double>(size) * step, 0.0);
    for (double& time : times) {
      time += random.uniform(-2e-11, 2e-11);
    }
    EXPECT_LT(largest_error(signal, size, times, 0.0), 1e-10) << size;
    EXPECT_LT(largest_error(signal, size, times, 4.4e-12), 1e-10) << size;
  }
}

TEST(PeriodicSampler, TakesTheHighestFrequencyOfAnEvenSizeAsACosine) {
  Workspace workspace;
  const auto times = even_times(16, 8.0 * step, 0.0);
  const PeriodicSampler sampler({8, step}, times, std::vector<Complex>(5, 1.0));
  const std::vector<double> row = test::cosine(8, 4.0, 1.0);
  std::vector<double> found(16);
  sampler.sample(row, 0.0, found, workspace);
  EXPECT_LT(test::largest_difference(found, test::cosine(16, 4.0, 1.0)), 1e-14);
}

TEST(PeriodicSampler, FiltersFirst) {
  test::Random random(23);
  const Signal signal(32, 15, random);
  Workspace workspace;
  std::vector<Complex> transfer(17, 0.0);
  transfer[0] = 2.0;
  const auto times = even_times(8, 32.0 * step, 0.0);
  std::vector<double> found(8);
  PeriodicSampler({32, step}, times, transfer).sample(signal.row(), 0.0, found, workspace);
  for (const double value : found) {
    EXPECT_NEAR(value, 2.0 * test::mean_of(signal.row()), 1e-13);
  }
}

TEST(PeriodicSampler, RefusesNoTimesAndAnotherTransfer) {
  const std::vector<double> times{0.0};
  test::expect_error<core::InputError>("input.shape", {"sample time"}, [] {
    PeriodicSampler({8, step}, {}, std::vector<Complex>(5));
  });
  test::expect_error<core::InputError>("input.shape", {"transfer"}, [&] {
    PeriodicSampler({8, step}, times, std::vector<Complex>(8));
  });
}

}  // namespace
}  // namespace fiberloom::sim
