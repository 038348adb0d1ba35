#include <fiberloom/core/roll_off.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <limits>
#include <numbers>

#include "expect_error.hpp"

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;
const TimeGrid grid(1000, 1.0);  // bin k lies at k/1000 cycles per sample

TEST(RollOff, HalvesThePowerAtItsBandwidth) {
  const std::vector<Complex> transfer = roll_off_transfer({.inverse_bandwidth = 1.0 / 0.2}, grid);
  EXPECT_EQ(transfer[0], Complex(1.0));
  EXPECT_NEAR(std::norm(transfer[200]), 0.5, 1e-14);
  EXPECT_NEAR(std::norm(transfer[800]), 0.5, 1e-14);
}

TEST(RollOff, FallsLikeASecondOrderButterworth) {
  // |H|^2 = 1/(1 + (f/f0)^4).
  const std::vector<Complex> transfer = roll_off_transfer({.inverse_bandwidth = 10.0}, grid);
  for (const std::size_t bin : {10U, 50U, 100U, 300U, 500U}) {
    const double ratio = static_cast<double>(bin) / 100.0;
    EXPECT_NEAR(std::norm(transfer[bin]), 1.0 / (1.0 + std::pow(ratio, 4)), 1e-14) << bin;
  }
}

TEST(RollOff, KeepsRealSignalsReal) {
  const std::vector<Complex> transfer = roll_off_transfer({.inverse_bandwidth = 4.0}, grid);
  for (std::size_t bin = 1; bin < 500; ++bin) {
    EXPECT_LT(std::abs(transfer[bin] - std::conj(transfer[1000 - bin])), 1e-15);
  }
}

TEST(RollOff, DelaysNothingAtLowFrequency) {
  // The phase of a Butterworth without its delay sqrt(2) s begins with the third power: -(sqrt(2)/3) (f/f0)^3.
  const std::vector<Complex> transfer = roll_off_transfer({.inverse_bandwidth = 2.0}, grid);
  const double ratio = 0.01 / 0.5;
  EXPECT_NEAR(std::arg(transfer[10]) / std::pow(ratio, 3), -std::numbers::sqrt2 / 3.0, 1e-3);
}

TEST(RollOff, WithoutLimitChangesNothing) {
  for (const Complex& value : roll_off_transfer({}, grid)) {
    EXPECT_EQ(value, Complex(1.0));
  }
}

TEST(RollOff, SlopeMatchesDifferences) {
  constexpr double h = 1e-5;
  const std::vector<Complex> slope = roll_off_slope({.inverse_bandwidth = 3.0}, grid);
  const std::vector<Complex> above = roll_off_transfer({.inverse_bandwidth = 3.0 + h}, grid);
  const std::vector<Complex> below = roll_off_transfer({.inverse_bandwidth = 3.0 - h}, grid);
  for (std::size_t bin = 0; bin < 1000; ++bin) {
    // Central differences: h^2/6 times a third derivative below 1, and rounding 1e-16/h.
    EXPECT_LT(std::abs(slope[bin] - (above[bin] - below[bin]) / (2.0 * h)), 1e-10);
  }
}

TEST(RollOff, RefusesWhatIsNoBandwidth) {
  for (const double value :
       {-1.0, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    test::expect_error<InputError>("input.roll_off", {"bandwidth"}, [value] {
      static_cast<void>(roll_off_transfer({.inverse_bandwidth = value}, grid));
    });
    test::expect_error<InputError>("input.roll_off", {"bandwidth"}, [value] {
      static_cast<void>(roll_off_slope({.inverse_bandwidth = value}, grid));
    });
  }
}

}  // namespace
}  // namespace fiberloom::core
