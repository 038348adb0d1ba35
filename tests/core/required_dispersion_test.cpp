#include <fiberloom/core/required_dispersion.hpp>

#include <gtest/gtest.h>

#include "expect_error.hpp"

namespace fiberloom::core {
namespace {

// Published table of b = 1, in the digits that it has: rate, ps^2, km of standard fibre, ps/nm.
struct TableRow {
  double rate_gsa_per_s;
  double ps2;
  double km;
  double ps_per_nm;
};

TEST(RequiredDispersion, OfBOneAgreesWithTheTableOfRates) {
  constexpr double half_a_digit = 0.011;  // the table has two to four digits
  for (const TableRow& row :
       {TableRow{1.25, 640000, 29520, 5.0e5}, TableRow{5, 40000, 1845, 31363},
        TableRow{10, 10000, 461, 7841}, TableRow{12, 6944, 320, 5445}, TableRow{25, 1600, 74, 1255},
        TableRow{32, 977, 45, 766}, TableRow{46, 473, 21.8, 371}, TableRow{64, 244, 11.3, 191},
        TableRow{92, 118, 5.4, 93}, TableRow{120, 69, 3.2, 54}}) {
    const RequiredDispersion needed =
        required_dispersion(1.0, row.rate_gsa_per_s * units::gsa_per_s);
    EXPECT_NEAR(needed.group_delay_dispersion.in(units::ps2) / row.ps2, 1.0, half_a_digit);
    EXPECT_NEAR(needed.fiber_length.in(units::km) / row.km, 1.0, half_a_digit);
    EXPECT_NEAR(-needed.accumulated.in(units::ps_per_nm) / row.ps_per_nm, 1.0, half_a_digit);
  }
}

TEST(RequiredDispersion, LengthHasNoSign) {
  const RequiredDispersion needed = required_dispersion(-1.0, 46.0 * units::gsa_per_s);
  EXPECT_LT(needed.group_delay_dispersion.in(units::ps2), 0.0);
  EXPECT_GT(needed.accumulated.in(units::ps_per_nm), 0.0);
  EXPECT_NEAR(needed.fiber_length.in(units::km), 21.8, 0.05);
}

TEST(RequiredDispersion, RefusesARateThatIsNone) {
  test::expect_error<InputError>("input.domain", {"sample rate"},
                                 [] { (void)required_dispersion(1.0, 0.0 * units::gsa_per_s); });
  test::expect_error<InputError>("input.domain", {"reference fibre"}, [] {
    (void)required_dispersion(1.0, 1.0 * units::gsa_per_s, {.dispersion = {}});
  });
}

}  // namespace
}  // namespace fiberloom::core
