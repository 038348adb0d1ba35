// A model that was made from known parts has to come back as those parts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/document.hpp>
#include <fiberloom/hal/mapping_search.hpp>
#include <fiberloom/hal/rig_catalog.hpp>
#include <string>

#include "mapping_support.hpp"
#include "random.hpp"

namespace fiberloom::hal {
namespace {

// A module of the lab's own: what was measured on it is like no other's.
Part measured_module(test::Random& random, std::size_t number) {
  Part part;
  part.id = "module-" + std::to_string(number);
  part.kind = PartKind::chirped_grating;
  part.name = "grating " + std::to_string(number);
  part.manufacturer = "lab";
  part.source = "measured";
  part.grade = Grade::data_sheet;
  part.insertion_loss_db =
      0.0;  // a mapper may rightly prefer one part with little loss to an exact pair
  part.dispersion_tolerance_relative = 2e-4;
  part.accumulated_dispersion_ps_per_nm = -random.uniform(200.0, 3000.0);
  part.reversible = random.uniform(0.0, 1.0) < 0.5;
  return part;
}

struct KnownRig {
  RigDocument rig;
  core::Model model;
  std::vector<std::vector<std::string>> parts{};  // of each layer, sorted
};

// b of a layer that is made of these parts, some of them turned.
double put_parts(test::Random& random, const RigDocument& rig, std::vector<std::size_t>& left,
                 std::vector<std::string>& used) {
  const auto count = static_cast<std::size_t>(random.uniform(1.0, 2.999));
  double ps_per_nm = 0.0;
  for (std::size_t i = 0; i < count && !left.empty(); ++i) {
    const auto pick =
        static_cast<std::size_t>(random.uniform(0.0, 0.999) * static_cast<double>(left.size()));
    const Part& part = rig.parts[left[pick]];
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(pick));
    const bool turned = *part.reversible && random.uniform(0.0, 1.0) < 0.5;
    ps_per_nm += (turned ? -1.0 : 1.0) * *part.accumulated_dispersion_ps_per_nm;
    used.push_back(part.id);
  }
  std::ranges::sort(used);
  return ps_per_nm * test::ps2_per_ps_per_nm_exact() / test::t0_squared_ps2;
}

KnownRig known_rig(std::uint64_t seed) {
  test::Random random(seed);
  const auto num_layers = static_cast<std::size_t>(random.uniform(1.0, 4.999));
  KnownRig known{.rig = test::bench_with({}), .model = {}};
  std::vector<std::size_t> left;
  for (std::size_t i = 0; i < 9; ++i) {
    known.rig.parts.push_back(measured_module(random, i));
    known.rig.inventory.push_back({known.rig.parts.back().id, 1});
    left.push_back(i);
  }
  known.rig.inventory.push_back({"ofs-hnlf-507", static_cast<std::int64_t>(num_layers)});
  std::vector<double> b;
  std::vector<double> phases;
  for (std::size_t m = 0; m < num_layers; ++m) {
    known.parts.emplace_back();
    b.push_back(put_parts(random, known.rig, left, known.parts.back()));
    phases.push_back(random.uniform(0.05, 1.4));
  }
  known.model = test::model_to_map(b, phases);
  return known;
}

TEST(MappingRoundTrip, BringsBackThePartsThatAModelWasMadeOf) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const KnownRig known = known_rig(seed);
    const Plan plan = search_mapping(known.model, known.rig, catalog_for(known.rig));
    ASSERT_TRUE(plan.feasible);
    EXPECT_FALSE(plan.gauges.dispersion_in_waveform);
    EXPECT_EQ(plan.light_path.architecture, Architecture::all_optical_cascade);
    EXPECT_EQ(plan.light_path.sample_rate_gsa_per_s, 120.0);
    for (std::size_t m = 0; m < known.parts.size(); ++m) {
      std::vector<std::string> found = plan.light_path.stages[m].dispersive_parts;
      std::ranges::sort(found);
      EXPECT_EQ(found, known.parts[m]) << "layer " << m + 1;
      EXPECT_NEAR(plan.stages[m].b_residual, 0.0, 1e-9);
      EXPECT_EQ(plan.light_path.stages[m].nonlinear_part, "ofs-hnlf-507");
      EXPECT_NEAR(plan.stages[m].launch_power_w * plan.light_path.stages[m].phase_per_watt_rad,
                  known.model.layers.gamma[m], 1e-12);
    }
  }
}

TEST(MappingRoundTrip, FindsTheClockThatTheModelWasMadeFor) {
  // The same parts at another rate within the generator's range: only T0 tells it.
  for (std::uint64_t seed = 101; seed <= 130; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    KnownRig known = known_rig(seed);
    known.rig.transmitter.minimum_sample_rate_gsa_per_s = 90.0;
    test::Random random(seed + 1000);
    const double rate = random.uniform(90.0, 119.0);
    for (double& b : known.model.layers.beta2) {
      b *= rate * rate / (120.0 * 120.0);
    }
    const Plan plan = search_mapping(known.model, known.rig, catalog_for(known.rig));
    ASSERT_TRUE(plan.feasible);
    for (const PlannedStage& stage : plan.stages) {
      EXPECT_NEAR(stage.b_residual, 0.0, 1e-9 * (1.0 + std::abs(stage.b)));
    }
    if (known.parts.size() > 1) {  // one layer alone is exact at many rates
      EXPECT_NEAR(plan.light_path.sample_rate_gsa_per_s, rate, 1e-9 * rate);
    }
  }
}

TEST(MappingRoundTrip, TheSameQuestionHasTheSameAnswer) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const KnownRig known = known_rig(seed);
    Plan first = search_mapping(known.model, known.rig, catalog_for(known.rig));
    Plan second = search_mapping(known.model, known.rig, catalog_for(known.rig));
    first.model = second.model = "m.safetensors";
    EXPECT_EQ(core::to_document_text(first), core::to_document_text(second));
  }
}

}  // namespace
}  // namespace fiberloom::hal
