#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/raman_scattering.hpp>
#include <gtest/gtest.h>

#include <cmath>

namespace fiberloom::hal {
namespace {

using namespace core::units;

double threshold_dbm(core::Length length) {
  const HighlyNonlinearFiber fiber{.length = length,
                                   .attenuation = 0.9 * db_per_km,
                                   .insertion_loss = core::Decibel(1.05),
                                   .gamma = 11.3 * per_w_km,
                                   .effective_area = 11.6 * um2};
  return 10.0 * std::log10(raman_threshold(fiber).in(w)*1e3);
}

// The table of powers and thresholds: 37.7 dBm for 507 m of standard fibre, 35 dBm for 1.011 km.
TEST(RamanScattering, SetsInWhereTheTableSays) {
  EXPECT_NEAR(threshold_dbm(0.507 * km), 37.7, 0.1);
  EXPECT_NEAR(threshold_dbm(1.011 * km), 35.0, 0.1);
}

}  // namespace
}  // namespace fiberloom::hal
