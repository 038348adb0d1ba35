// The laser's wavelength is a knob of the search: spools follow it with their slopes.
#include <fiberloom/core/document.hpp>
#include <fiberloom/hal/mapping_search.hpp>
#include <fiberloom/hal/rig_catalog.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "bench_rig.hpp"
#include "expect_error.hpp"
#include "mapping_support.hpp"
#include "random.hpp"

namespace fiberloom::hal {
namespace {

// A spool that somebody has measured well, with nothing lost in it: what it costs is its error alone.
Part spool(const std::string& id, double ps_per_nm_km, double slope, double length_m) {
  Part part;
  part.id = id;
  part.kind = PartKind::transmission_fiber;
  part.name = part.manufacturer = "fibre";
  part.source = "measured";
  part.grade = Grade::data_sheet;
  part.attenuation_db_per_km = 1e-9;
  part.dispersion_ps_per_nm_km = ps_per_nm_km;
  part.slope_ps_per_nm2_km = slope;
  part.length_m = length_m;
  part.dispersion_tolerance_relative = 1e-9;
  return part;
}

Part band_of(const std::string& id, PartKind kind, double minimum_nm, double maximum_nm) {
  Part part;
  part.id = id;
  part.kind = kind;
  part.name = part.manufacturer = "C band";
  part.source = "measured";
  part.grade = Grade::data_sheet;
  part.minimum_wavelength_nm = minimum_nm;
  part.maximum_wavelength_nm = maximum_nm;
  return part;
}

// beta2 L = -(D + S (lambda - 1550 nm)) L lambda^2/(2 pi c), in units of T0^2 at 120 GSa/s.
double b_of_spool(const Part& part, double wavelength_nm) {
  const double ps_per_nm =
      (*part.dispersion_ps_per_nm_km + *part.slope_ps_per_nm2_km * (wavelength_nm - 1550.0)) *
      1e-3 * *part.length_m;
  return -ps_per_nm * wavelength_nm * wavelength_nm / (2.0 * std::numbers::pi * 299792.458) /
         test::t0_squared_ps2;
}

RigDocument rig_of(const std::vector<Part>& parts) {
  RigDocument rig = test::bench_with({});
  for (const Part& part : parts) {
    rig.parts.push_back(part);
    rig.inventory.push_back({part.id, 1});
  }
  return rig;
}

Plan found(const core::Model& model, const RigDocument& rig, MappingOptions options = {}) {
  options.free_steps = FreeSteps::never;
  return search_mapping(model, rig, catalog_for(rig), options);
}

class TwoSpools : public ::testing::Test {
 protected:
  [[nodiscard]] RigDocument rig_with(const std::vector<Part>& others) const {
    std::vector<Part> parts{smf_, dcf_};
    parts.insert(parts.end(), others.begin(), others.end());
    return rig_of(parts);
  }
  [[nodiscard]] core::Model model_at(double wavelength_nm) const {
    return test::model_to_map({b_of_spool(smf_, wavelength_nm), b_of_spool(dcf_, wavelength_nm)},
                              {0.0, 0.0});
  }

  // 16 nm off the centre they make 7.8 % and 7.3 % more: beyond what counts as the same layer.
  Part smf_ = spool("smf", 17.0, 0.06, 12000.0);
  Part dcf_ = spool("dcf", -100.0, -0.35, 4000.0);
  Part laser_ = band_of("tunable", PartKind::laser, 1530.0, 1568.0);
};

TEST_F(TwoSpools, FitOnlyAtAnotherWavelength) {
  const core::Model model = model_at(1566.0);
  const Plan plan = found(model, rig_with({laser_}));
  ASSERT_TRUE(plan.feasible);
  EXPECT_NEAR(plan.light_path.wavelength_nm, 1566.0, 1e-9);
  EXPECT_EQ(plan.light_path.stages[0].dispersive_parts, std::vector<std::string>{"smf"});
  EXPECT_EQ(plan.light_path.stages[1].dispersive_parts, std::vector<std::string>{"dcf"});
  for (const PlannedStage& stage : plan.stages) {
    EXPECT_NEAR(stage.b_residual, 0.0, 1e-9);
  }
  const auto chosen = std::ranges::find_if(plan.considered, &ConsideredDesign::chosen);
  EXPECT_EQ(chosen->wavelength_nm, plan.light_path.wavelength_nm);
  EXPECT_FALSE(found(model, rig_with({})).feasible);
}

TEST_F(TwoSpools, StayAtTheRigsOwnWavelengthWhereTheyFitThere) {
  const Plan tunable = found(model_at(1550.0), rig_with({laser_}));
  Plan fixed = found(model_at(1550.0), rig_with({}));
  EXPECT_TRUE(tunable.feasible);
  EXPECT_EQ(tunable.light_path.wavelength_nm, 0.0);
  EXPECT_EQ(tunable.stages[0].dispersion_ps2, fixed.stages[0].dispersion_ps2);
  fixed.model = "m.safetensors";
  EXPECT_EQ(core::to_document_text(fixed).find("wavelength"), std::string::npos);
}

TEST_F(TwoSpools, AnAmplifierEndsTheSearch) {
  Part amplifier = band_of("edfa", PartKind::erbium_doped_amplifier, 1528.0, 1560.0);
  const Plan plan = found(model_at(1566.0), rig_with({laser_, amplifier}));
  EXPECT_LE(plan.light_path.wavelength_nm, 1560.0);
  EXPECT_GT(plan.stages[0].b_residual, 0.0);
  EXPECT_GT(found(model_at(1559.0), rig_with({laser_, amplifier})).light_path.wavelength_nm,
            1558.999);
}

TEST_F(TwoSpools, AWavelengthThatWasAskedForIsTaken) {
  const core::Model model = model_at(1552.0);
  const RigDocument rig = rig_with({laser_});
  const Plan plan = found(model, rig, {.wavelength_nm = 1551.0});
  EXPECT_EQ(plan.light_path.wavelength_nm, 1551.0);
  EXPECT_NEAR(plan.stages[0].b + plan.stages[0].b_residual, b_of_spool(smf_, 1551.0), 1e-9);
  test::expect_error<core::InputError>("input.setting", {"1570", "1530", "1568"}, [&] {
    static_cast<void>(found(model, rig, {.wavelength_nm = 1570.0}));
  });
}

TEST_F(TwoSpools, ABenchAllowsWhatItsLaserIsLimitedTo) {
  RigDocument rig = rig_with({});
  rig.bench = test::two_stage_bench();
  rig.bench->instruments[0].limits[1] = {
      .key = "wavelength_nm", .minimum = 1560.0, .maximum = 1567.0};
  const core::Model model = model_at(1566.0);
  // The compensator of the first stage has a channel, and that is at the rig's own wavelength.
  EXPECT_FALSE(found(model, rig).feasible);
  rig.bench->instruments[4].part.clear();
  EXPECT_NEAR(found(model, rig).light_path.wavelength_nm, 1566.0, 1e-9);
  rig.bench->instruments[0].limits[1].maximum = 1565.0;
  EXPECT_LE(found(model, rig).light_path.wavelength_nm, 1565.0);
}

TEST(WavelengthSearch, WhatHasAChannelStaysAtTheRigsOwnWavelength) {
  // 1 nm is 125 GHz: three times what the compensator lets through.
  RigDocument rig = rig_of({band_of("tunable", PartKind::laser, 1530.0, 1568.0)});
  rig.inventory.push_back({"teraxion-tdcmx", 2});
  const Plan plan = found(test::model_to_map({1.0}, {0.0}), rig, {.wavelength_nm = 1551.0});
  EXPECT_FALSE(plan.feasible);
  EXPECT_TRUE(plan.light_path.stages[0].dispersive_parts.empty());
}

TEST(WavelengthSearch, BringsBackTheWavelengthAndTheSpoolsThatAModelWasMadeOf) {
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    test::Random random(seed);
    std::vector<Part> parts;
    for (int i = 0; i < 4; ++i) {
      const double sign = i % 2 == 0 ? 1.0 : -1.0;
      parts.push_back(spool("spool-" + std::to_string(i), sign * random.uniform(4.0, 100.0),
                            random.uniform(-0.3, 0.3), random.uniform(2000.0, 20000.0)));
    }
    const double wavelength_nm = random.uniform(1531.0, 1567.0);
    // Two spools in the first stage, one in each of the others.
    const core::Model model = test::model_to_map(
        {b_of_spool(parts[0], wavelength_nm) + b_of_spool(parts[2], wavelength_nm),
         b_of_spool(parts[1], wavelength_nm), b_of_spool(parts[3], wavelength_nm)},
        {0.0, 0.0, 0.0});
    RigDocument rig = rig_of(parts);
    rig.parts.push_back(band_of("tunable", PartKind::laser, 1530.0, 1568.0));
    rig.inventory.push_back({"tunable", 1});
    const Plan plan = found(model, rig);
    ASSERT_TRUE(plan.feasible);
    EXPECT_NEAR(plan.light_path.wavelength_nm, wavelength_nm, 1e-6);
    const std::vector<std::vector<std::string>> expected{
        {"spool-0", "spool-2"}, {"spool-1"}, {"spool-3"}};
    for (std::size_t m = 0; m < 3; ++m) {
      std::vector<std::string> parts_found = plan.light_path.stages[m].dispersive_parts;
      std::ranges::sort(parts_found);
      EXPECT_EQ(parts_found, expected[m]) << "layer " << m + 1;
      EXPECT_NEAR(plan.stages[m].b_residual, 0.0, 1e-6);
    }
  }
}

}  // namespace
}  // namespace fiberloom::hal
