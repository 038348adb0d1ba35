#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/roll_off.hpp>
#include <fiberloom/sim/components/electrical_low_pass.hpp>
#include <numbers>

#include "expect_error.hpp"

namespace fiberloom::sim {
namespace {

constexpr double bandwidth = 25e9;

ElectricalLowPass filter_of(FilterShape shape, int order) {
  return {.bandwidth_hz = bandwidth, .order = order, .shape = shape};
}

TEST(ElectricalLowPass, HalvesThePowerAtItsBandwidth) {
  for (const FilterShape shape : {FilterShape::butterworth, FilterShape::bessel}) {
    for (int order = 2; order <= 4; ++order) {
      const ElectricalLowPass filter = filter_of(shape, order);
      EXPECT_NEAR(std::norm(transfer_at(filter, bandwidth)), 0.5, 1e-14) << order;
      EXPECT_NEAR(std::norm(transfer_at(filter, -bandwidth)), 0.5, 1e-14) << order;
      EXPECT_EQ(transfer_at(filter, 0.0), 1.0);
    }
  }
}

TEST(ElectricalLowPass, HasButterworthsMagnitude) {
  for (int order = 2; order <= 4; ++order) {
    for (const double ratio : {0.2, 0.7, 1.5, 4.0}) {
      const double expected = 1.0 / (1.0 + std::pow(ratio, 2 * order));
      const double found =
          std::norm(transfer_at(filter_of(FilterShape::butterworth, order), ratio * bandwidth));
      EXPECT_NEAR(found, expected, 1e-13) << order << " " << ratio;
    }
  }
}

TEST(ElectricalLowPass, OfSecondOrderIsTheRollOffOfTheModel) {
  const core::TimeGrid grid(65, 4e-12);
  const auto expected = core::roll_off_transfer({.inverse_bandwidth = 1.0 / bandwidth}, grid);
  const auto found = one_sided_transfer(filter_of(FilterShape::butterworth, 2), grid);
  ASSERT_EQ(found.size(), 33U);
  for (std::size_t k = 0; k < found.size(); ++k) {
    EXPECT_NEAR(std::abs(found[k] - expected[k]), 0.0, 1e-13);
  }
}

// A Bessel filter of order n delays all low frequencies alike: the phase left over begins with the power 2n + 1.
TEST(ElectricalLowPass, HasNoDelayAtLowFrequency) {
  for (const FilterShape shape : {FilterShape::butterworth, FilterShape::bessel}) {
    for (int order = 2; order <= 4; ++order) {
      const double phase = std::arg(transfer_at(filter_of(shape, order), 1e-3 * bandwidth));
      EXPECT_NEAR(phase, 0.0, 3e-9) << order;
    }
  }
  EXPECT_LT(std::abs(std::arg(transfer_at(filter_of(FilterShape::bessel, 4), 0.3 * bandwidth))),
            1e-6);
}

// Butterworth in closed form; Bessel from an integration with 30 digits.
TEST(ElectricalLowPass, LetsTheNoisePassThatItsOrderSays) {
  const core::TimeGrid grid(65536, 0.4e-12);  // wide enough for the tails of the second order
  const auto bandwidth_of = [&](FilterShape shape, int order) {
    return noise_bandwidth_hz(one_sided_transfer(filter_of(shape, order), grid), grid) / bandwidth;
  };
  for (int order = 2; order <= 4; ++order) {
    const double x = std::numbers::pi / (2.0 * order);
    EXPECT_NEAR(bandwidth_of(FilterShape::butterworth, order), x / std::sin(x), 1e-5) << order;
  }
  EXPECT_NEAR(bandwidth_of(FilterShape::bessel, 2), 1.153594215791025, 1e-5);
  EXPECT_NEAR(bandwidth_of(FilterShape::bessel, 3), 1.073637442713627, 1e-5);
  EXPECT_NEAR(bandwidth_of(FilterShape::bessel, 4), 1.046368886986390, 1e-5);
}

TEST(ElectricalLowPass, WithoutLimitLetsEverythingPass) {
  const core::TimeGrid grid(64, 1e-11);
  const auto transfer = one_sided_transfer({}, grid);
  for (const auto& value : transfer) {
    EXPECT_EQ(value, 1.0);
  }
  EXPECT_DOUBLE_EQ(noise_bandwidth_hz(transfer, grid), 50e9);
}

TEST(ElectricalLowPass, RefusesOrdersAndBandwidthsThatItDoesNotHave) {
  test::expect_error<core::InputError>("input.filter", {"order", "2, 3 or 4"}, [] {
    static_cast<void>(transfer_at({.bandwidth_hz = 1e9, .order = 5}, 0.0));
  });
  test::expect_error<core::InputError>("input.filter", {"bandwidth"}, [] {
    static_cast<void>(transfer_at({.bandwidth_hz = -1e9}, 0.0));
  });
}

}  // namespace
}  // namespace fiberloom::sim
