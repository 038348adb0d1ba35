// A plan at another wavelength than the rig's own: the laser goes there, and the spools make there what the model wants.
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/bench.hpp>
#include <fiberloom/hal/mapping_search.hpp>
#include <fiberloom/hal/rig_catalog.hpp>
#include <fiberloom/sim/bench/simulated_rig.hpp>
#include <gtest/gtest.h>

#include <cmath>

#include "lab_rig.hpp"
#include "random.hpp"
#include "rows.hpp"

namespace fiberloom::sim {
namespace {

hal::Part spool(const std::string& id, double ps_per_nm_km, double slope, double length_m) {
  hal::Part part;
  part.id = id;
  part.kind = hal::PartKind::transmission_fiber;
  part.name = part.manufacturer = "fibre";
  part.source = "measured";
  part.grade = hal::Grade::data_sheet;
  part.attenuation_db_per_km = 0.2;
  part.dispersion_ps_per_nm_km = ps_per_nm_km;
  part.slope_ps_per_nm2_km = slope;
  part.length_m = length_m;
  part.dispersion_tolerance_relative = 1e-6;
  return part;
}

// The lab with spools of its own in place of compensators, and a laser that may go anywhere in the C band.
hal::RigDocument tunable_lab() {
  hal::RigDocument rig = test::lab_rig();
  rig.parts = {spool("smf", 17.0, 0.06, 13000.0), spool("dcf", -100.0, -0.35, 2000.0)};
  rig.inventory = {{"smf", 1}, {"dcf", 1}, {"ofs-hnlf-507", 2}};
  for (hal::InstrumentSpec& spec : rig.bench->instruments) {
    if (spec.role == "dispersion_compensator") {
      spec.part.clear();
    }
    for (hal::SettingLimit& limit : spec.limits) {
      if (spec.role == "laser" && limit.key == "wavelength_nm") {
        limit.minimum = 1535.0;
        limit.maximum = 1564.0;
      }
    }
  }
  return rig;
}

// beta2 L at 1562 nm over T0^2, T0 = 2/120 GSa/s.
double b_at_1562(const hal::Part& part) {
  const double ps_per_nm =
      (*part.dispersion_ps_per_nm_km + *part.slope_ps_per_nm2_km * 12.0) * 1e-3 * *part.length_m;
  return -ps_per_nm * 1562.0 * 1562.0 / (2.0 * std::numbers::pi * 299792.458) / (1e6 / 3600.0);
}

class BenchAt1562 : public ::testing::Test {
 protected:
  BenchAt1562() {
    model_.frame = {.samples = 32, .oversampling = 2};
    model_.readout = {.detect = core::Detection::intensity, .pool = 4};
    model_.layers =
        test::lossless({b_at_1562(rig_.parts[0]), b_at_1562(rig_.parts[1])}, {0.9, 0.7});
    plan_ = hal::search_mapping(model_, rig_, catalog_, {.free_steps = hal::FreeSteps::never});
    test::Random random(17);
    for (std::size_t i = 0; i < frames_.batch(); ++i) {
      const test::Row row =
          test::times_factor(test::band_limited_row(frames_.samples(), 1.0, random), 0.4);
      std::copy(row.begin(), row.end(), frames_.row(i).begin());
    }
  }

  // Share of the trace that the model itself does not explain, in dB.
  [[nodiscard]] double distance(const hal::BenchSpread& spread) const {
    const SimulatedInstrumentRig bench = make_simulated_instrument_rig(
        rig_, plan_.light_path, catalog_, {.spread = spread, .seed = 5});
    const hal::EmissionPermit permit = bench.rig->arm();
    const hal::RunResult result = bench.rig->backend().run(
        {.stages = hal::planned_settings(plan_), .waveform = frames_}, permit);
    EXPECT_EQ(bench.bench->instrument("laser-1").setting("wavelength_nm").applied(),
              plan_.light_path.wavelength_nm);
    double wrong = 0.0;
    double total = 0.0;
    for (std::size_t i = 0; i < frames_.batch(); ++i) {
      const test::Row row(frames_.row(i).begin(), frames_.row(i).end());
      const test::Row field = test::propagated(row, model_.layers, std::nullopt, 2.0);
      for (std::size_t j = 0; j < field.size(); ++j) {
        wrong += std::pow(result.trace.row(i)[j] - std::norm(field[j]), 2);
        total += std::norm(field[j]) * std::norm(field[j]);
      }
    }
    return 10.0 * std::log10(wrong / total);
  }

  hal::RigDocument rig_ = tunable_lab();
  hal::Catalog catalog_ = hal::catalog_for(rig_);
  core::Model model_{};
  hal::Plan plan_{};
  core::FieldBatch<double> frames_ = core::FieldBatch<double>(3, 128);
};

TEST_F(BenchAt1562, IsTheModelThatWasMappedOntoIt) {
  ASSERT_TRUE(plan_.feasible);
  EXPECT_NEAR(plan_.light_path.wavelength_nm, 1562.0, 1e-6);
  EXPECT_LT(distance(hal::ideal_bench()), -60.0);
}

TEST_F(BenchAt1562, SlopesAndMetersOffTheirCentreDoNotDisturbIt) {
  hal::BenchSpread spread = hal::ideal_bench();
  spread.has_third_order_dispersion = 1.0;
  // beta3 of 13 km of such fibre is 1.7 ps^3, 0.4 thousandths of a sample cubed.
  EXPECT_LT(distance(spread), -50.0);
}

}  // namespace
}  // namespace fiberloom::sim
