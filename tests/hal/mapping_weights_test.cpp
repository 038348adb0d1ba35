// A search that is told what errors of each layer cost spends good parts where they pay.
#include <fiberloom/hal/mapping_search.hpp>
#include <fiberloom/hal/rig_catalog.hpp>
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/document.hpp>
#include <limits>
#include <utility>

#include "expect_error.hpp"
#include "mapping_support.hpp"
#include "random.hpp"

namespace fiberloom::hal {
namespace {

// A grating without loss: what it costs is its error alone.
Part grating(const std::string& id, double ps_per_nm, double tolerance) {
  Part part;
  part.id = id;
  part.kind = PartKind::chirped_grating;
  part.name = part.manufacturer = "grating";
  part.source = "measured";
  part.grade = Grade::data_sheet;
  part.insertion_loss_db = 0.0;
  part.dispersion_tolerance_relative = tolerance;
  part.accumulated_dispersion_ps_per_nm = ps_per_nm;
  part.reversible = false;
  return part;
}

RigDocument rig_of(const std::vector<Part>& parts) {
  RigDocument rig = test::bench_with({});
  for (const Part& part : parts) {
    rig.parts.push_back(part);
    rig.inventory.push_back({part.id, 1});
  }
  return rig;
}

ErrorWeights weights_of_b(const std::vector<double>& weights) {
  ErrorWeights result{.objective = MappingObjective::expected_loss};
  for (const double weight : weights) {
    result.layers.push_back({.b = weight, .phase = 1.0, .light_noise = 1.0});
  }
  return result;
}

Plan cascade_for(const core::Model& model, const RigDocument& rig, const ErrorWeights& weights) {
  return search_mapping(model, rig, catalog_for(rig),
                        {.free_steps = FreeSteps::never,
                         .architecture = Architecture::all_optical_cascade,
                         .sample_rate_gsa_per_s = 120.0,
                         .weights = weights});
}

double b_of_part(const Part& part) {
  return *part.accumulated_dispersion_ps_per_nm * test::ps2_per_ps_per_nm_exact() /
         test::t0_squared_ps2;
}

TEST(MappingWeights, TheGoodPartGoesToTheLayerThatMatters) {
  const RigDocument rig = rig_of({grating("loose", -500.0, 0.05), grating("tight", -500.0, 0.001)});
  const double b = b_of_part(rig.parts[0]);
  const core::Model model = test::model_to_map({b, b}, {0.0, 0.0});
  const auto part_of_layer = [&](std::size_t m, const std::vector<double>& weights) {
    return cascade_for(model, rig, weights_of_b(weights))
        .light_path.stages[m]
        .dispersive_parts.at(0);
  };
  EXPECT_EQ(part_of_layer(0, {10.0, 0.1}), "tight");
  EXPECT_EQ(part_of_layer(1, {10.0, 0.1}), "loose");
  EXPECT_EQ(part_of_layer(0, {0.1, 10.0}), "loose");
  EXPECT_EQ(part_of_layer(1, {0.1, 10.0}), "tight");
}

TEST(MappingWeights, ALayerWithoutWeightIsBuiltAllTheSame) {
  // Nothing would be the cheapest: the grating's loss makes noise, and no error of the first layer counts.
  Part lossy = grating("lossy", -500.0, 0.01);
  lossy.insertion_loss_db = 3.0;
  const RigDocument rig = rig_of({lossy, grating("other", -300.0, 0.01)});
  const core::Model model =
      test::model_to_map({b_of_part(rig.parts[0]), b_of_part(rig.parts[1])}, {0.0, 0.0});
  const Plan plan = cascade_for(model, rig, weights_of_b({0.0, 1.0}));
  EXPECT_TRUE(plan.feasible);
  EXPECT_EQ(plan.light_path.stages[0].dispersive_parts, std::vector<std::string>{"lossy"});
}

struct BestAssignment {
  int num_missed = std::numeric_limits<int>::max();
  double cost = 0.0;
};

// Every part into every layer or none, at most three parts a layer: 4^4 ways.
BestAssignment enumerated(const std::vector<Part>& parts, const std::vector<double>& b,
                          const std::vector<double>& weights) {
  BestAssignment best;
  for (std::size_t way = 0; way < 256; ++way) {
    std::vector<double> residual;
    for (const double wanted : b) {
      residual.push_back(-wanted);
    }
    std::vector<double> variance(b.size());
    std::vector<int> count(b.size() + 1);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const std::size_t layer = (way >> (2 * i)) & 3U;
      ++count[layer];
      if (layer < b.size()) {
        const double made = b_of_part(parts[i]);
        // A sheet's tolerance is two standard deviations.
        const double rms = 0.5 * *parts[i].dispersion_tolerance_relative * made;
        residual[layer] += made;
        variance[layer] += rms * rms;
      }
    }
    BestAssignment here{.num_missed = 0};
    bool is_allowed = true;
    for (std::size_t m = 0; m < b.size(); ++m) {
      is_allowed &= count[m] <= 3;
      here.num_missed += std::abs(residual[m]) > 0.05 * std::abs(b[m]) ? 1 : 0;
      here.cost += weights[m] * (residual[m] * residual[m] + variance[m]);
    }
    if (is_allowed &&
        std::pair(here.num_missed, here.cost) < std::pair(best.num_missed, best.cost)) {
      best = here;
    }
  }
  return best;
}

TEST(MappingWeights, TheSearchFindsWhatEnumerationFinds) {
  test::Random random(71);
  int num_feasible = 0;
  for (int draw = 0; draw < 200; ++draw) {
    SCOPED_TRACE(testing::Message() << "draw " << draw);
    std::vector<Part> parts;
    for (std::size_t i = 0; i < 4; ++i) {
      parts.push_back(grating("g" + std::to_string(i), random.uniform(-800.0, 800.0),
                              random.uniform(0.001, 0.2)));
    }
    // Near to what can be had, so that some are within five per cent and others are not.
    const std::vector<double> b{
        b_of_part(parts[0]) * random.uniform(0.94, 1.06),
        (b_of_part(parts[1]) + b_of_part(parts[2])) * random.uniform(0.97, 1.03),
        b_of_part(parts[3]) * random.uniform(0.94, 1.06)};
    std::vector<double> weights;
    for (int m = 0; m < 3; ++m) {
      weights.push_back(std::pow(10.0, random.uniform(-3.0, 3.0)));
    }
    const Plan plan =
        cascade_for(test::model_to_map(b, {0.0, 0.0, 0.0}), rig_of(parts), weights_of_b(weights));
    const BestAssignment best = enumerated(parts, b, weights);
    EXPECT_EQ(static_cast<int>(plan.problems.size()), best.num_missed);
    ASSERT_TRUE(plan.considered.front().expected_loss_increase);
    EXPECT_NEAR(*plan.considered.front().expected_loss_increase, best.cost, 1e-9 * best.cost);
    num_feasible += plan.feasible ? 1 : 0;
  }
  EXPECT_GT(num_feasible, 20);
  EXPECT_LT(num_feasible, 180);
}

TEST(MappingWeights, ThePlanTellsWhatItWasChosenFor) {
  const core::Model model = test::model_to_map({1.0, -0.7}, {0.4, 0.3});
  const RigDocument rig = test::bench_with(test::full_cupboard());
  Plan by_loss =
      search_mapping(model, rig, builtin_catalog(), {.weights = weights_of_b({1.0, 2.0})});
  Plan again = search_mapping(model, rig, builtin_catalog(), {.weights = weights_of_b({1.0, 2.0})});
  Plan by_nmse = search_mapping(model, rig, builtin_catalog());
  EXPECT_EQ(by_loss.objective, MappingObjective::expected_loss);
  EXPECT_TRUE(by_loss.considered.front().expected_loss_increase);
  EXPECT_EQ(by_nmse.objective, MappingObjective::expected_nmse);
  EXPECT_FALSE(by_nmse.considered.front().expected_loss_increase);
  // The NMSE stays what it is called: the same parts have the same, whatever they were chosen for.
  EXPECT_EQ(by_loss.light_path.stages[0].dispersive_parts,
            by_nmse.light_path.stages[0].dispersive_parts);
  EXPECT_EQ(by_loss.considered.front().expected_nmse, by_nmse.considered.front().expected_nmse);
  by_loss.model = again.model = "m.safetensors";
  EXPECT_EQ(core::to_document_text(by_loss), core::to_document_text(again));
  EXPECT_NE(core::to_document_text(by_loss).find("\"objective\": \"expected_loss\""),
            std::string::npos);
}

TEST(MappingWeights, RefusesWeightsOfAnotherNumberOfLayers) {
  test::expect_error<core::InputError>("input.shape", {"1 layers", "2"}, [] {
    static_cast<void>(cascade_for(test::model_to_map({1.0, 1.0}, {0.1, 0.1}),
                                  test::bench_with(test::full_cupboard()), weights_of_b({1.0})));
  });
}

}  // namespace
}  // namespace fiberloom::hal
