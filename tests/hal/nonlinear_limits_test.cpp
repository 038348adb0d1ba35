#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/nonlinear_limits.hpp>
#include <gtest/gtest.h>

namespace fiberloom::hal {
namespace {

namespace units = core::units;

constexpr BrillouinScattering scrambled{.gain = 1e-11 * units::m_per_w, .polarization_factor = 2.0};

HighlyNonlinearFiber fiber_named(std::string_view id) {
  return highly_nonlinear_fiber(builtin_catalog().find(id));
}

// Two equal spools spliced together, one loss of the ends between them.
HighlyNonlinearFiber joined(HighlyNonlinearFiber first, const HighlyNonlinearFiber& second) {
  first.length += second.length;
  first.insertion_loss = first.insertion_loss + second.insertion_loss;
  return first;
}

TEST(NonlinearLimits, DescribeTheHalfKilometreSpool) {
  const HighlyNonlinearFiber fiber = fiber_named("ofs-hnlf-507");
  EXPECT_NEAR(effective_length(fiber).in(units::km), 0.481, 0.0005);
  EXPECT_NEAR(phase_per_watt(fiber), 5.44, 0.005);
  const core::Power one_radian =
      core::launch_power_for_phase(1.0, fiber.gamma, effective_length(fiber));
  EXPECT_NEAR(one_radian.in(units::w), 0.184, 0.0005);
  EXPECT_NEAR(core::to_dbm(one_radian), 22.6, 0.05);
}

TEST(NonlinearLimits, DescribeAllThreeSpoolsInARow) {
  const HighlyNonlinearFiber fiber =
      joined(joined(fiber_named("ofs-hnlf-204"), fiber_named("ofs-hnlf-300")),
             fiber_named("ofs-hnlf-507"));
  EXPECT_NEAR(fiber.length.in(units::m), 1011.0, 1e-9);
  EXPECT_NEAR(effective_length(fiber).in(units::km), 0.912, 0.001);
  EXPECT_NEAR(phase_per_watt(fiber), 10.3, 0.05);
  EXPECT_NEAR(core::to_dbm(brillouin_threshold(fiber)), 11.3, 0.06);
  EXPECT_NEAR(core::to_dbm(brillouin_threshold(fiber, {}, scrambled)), 17.3, 0.06);
}

TEST(NonlinearLimits, BracketTheBrillouinThresholdOfASpool) {
  const HighlyNonlinearFiber standard = fiber_named("ofs-hnlf-507");
  EXPECT_NEAR(core::to_dbm(brillouin_threshold(standard)), 14.0, 0.06);
  EXPECT_NEAR(core::to_dbm(brillouin_threshold(standard, {}, scrambled)), 20.0, 0.06);

  const HighlyNonlinearFiber spine =
      joined(fiber_named("ofs-hnlf-spine-255"), fiber_named("ofs-hnlf-spine-256"));
  EXPECT_NEAR(phase_per_watt(spine), 4.2, 0.05);
  EXPECT_NEAR(core::to_dbm(brillouin_threshold(spine)), 15.4, 0.06);
}

// 20 km of standard fibre: 8.3 to 14.3 dBm computed, about 11 dBm measured.
TEST(NonlinearLimits, BracketTheMeasuredThresholdOfStandardFibre) {
  const core::Area area = 82.0 * units::um2;
  const core::Length length = core::effective_length(0.186 * units::db_per_km, 20.0 * units::km);
  const double cautious = core::to_dbm(brillouin_threshold(area, length));
  const double bold = core::to_dbm(brillouin_threshold(area, length, {}, scrambled));
  EXPECT_NEAR(cautious, 8.3, 0.5);
  EXPECT_NEAR(bold, 14.3, 0.5);
  EXPECT_LT(cautious, 11.0);
  EXPECT_GT(bold, 11.0);
}

TEST(NonlinearLimits, RiseWithTheLinewidthOfTheSource) {
  const HighlyNonlinearFiber fiber = fiber_named("ofs-hnlf-507");
  const auto gain = [&](core::Frequency linewidth) {
    const double ratio = brillouin_threshold(fiber, linewidth) / brillouin_threshold(fiber);
    return core::Decibel::from_power_ratio(ratio).value();
  };
  EXPECT_EQ(gain({}), 0.0);
  EXPECT_NEAR(gain(100.0 * units::mhz), 6.4, 0.05);
  EXPECT_NEAR(gain(1.0 * units::ghz), 15.4, 0.05);
  EXPECT_NEAR(gain(10.0 * units::ghz), 25.2, 0.05);
}

TEST(NonlinearLimits, SplitWhatTheFibreDoesNotLoseBetweenItsEnds) {
  EXPECT_NEAR(end_loss(fiber_named("ofs-hnlf-507")).value(), 0.297, 0.001);
  EXPECT_NEAR(end_loss(fiber_named("ofs-hnlf-300")).value(), 0.240, 0.001);
  for (const Part& part : builtin_catalog().parts) {
    if (part.kind == PartKind::highly_nonlinear_fiber) {
      EXPECT_GT(end_loss(highly_nonlinear_fiber(part)), core::Decibel(0.0)) << part.id;
    }
  }
}

TEST(NonlinearLimits, RefuseAPartOfAnotherKind) {
  try {
    (void)highly_nonlinear_fiber(builtin_catalog().find("corning-smf-28"));
    ADD_FAILURE() << "a transmission fibre passed for a highly nonlinear one";
  } catch (const core::InputError& error) {
    EXPECT_EQ(error.code(), "catalog.wrong_kind");
  }
}

TEST(NonlinearLimits, RefuseWhatIsNotPhysical) {
  const HighlyNonlinearFiber fiber = fiber_named("ofs-hnlf-507");
  EXPECT_THROW((void)brillouin_threshold(core::Area{}, fiber.length), core::InputError);
  EXPECT_THROW((void)brillouin_threshold(fiber.effective_area, core::Length{}), core::InputError);
  EXPECT_THROW((void)brillouin_threshold(fiber, -1.0 * units::mhz), core::InputError);
}

}  // namespace
}  // namespace fiberloom::hal
