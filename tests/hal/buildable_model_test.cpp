#include <fiberloom/hal/buildable_model.hpp>

#include <gtest/gtest.h>

#include <fiberloom/core/network.hpp>
#include <string>

#include "expect_error.hpp"
#include "rows.hpp"

namespace fiberloom::hal {
namespace {

constexpr std::size_t samples = 24;

core::Model lossy_model(core::Detection detect, std::optional<double> time_lens) {
  test::Random random(801);
  core::Model model;
  model.frame = {.samples = samples, .guard_before = 2, .guard_after = 4, .oversampling = 2};
  model.low_pass = core::LowPass{.cutoff = 0.4, .order = 4};
  model.encoding.offset = 0.4;
  model.encoding.time_lens = time_lens;
  model.readout = {.detect = detect, .pool = 4};
  model.layers = {.alpha = {0.3, -0.5, 0.2},
                  .beta2 = {1.2, -0.7, 2.0},
                  .gamma = {0.8, -0.4, 0.6},
                  .potential = {}};
  model.classifier = core::zero_classifier(3, model.num_features());
  for (double& weight : model.classifier->weight.values()) {
    weight = random.normal();
  }
  model.classifier->bias = {0.3, -0.2, 0.1};
  return model;
}

core::RealBatch<double> real_records() {
  test::Random random(802);
  core::RealBatch<double> records(4, samples);
  for (double& value : records.values()) {
    value = random.normal();
  }
  return records;
}

std::vector<double> logits_of(const core::Model& model, const core::InputBatch& records) {
  core::WorkerPool workers(1);
  core::Network network(model, workers);
  const core::RealBatch<double> features = network.features(records);
  std::vector<double> all;
  for (std::size_t i = 0; i < features.batch(); ++i) {
    std::vector<double> logits(model.classifier->num_classes());
    model.classifier->logits(features.row(i), logits);
    all.insert(all.end(), logits.begin(), logits.end());
  }
  return all;
}

TEST(BuildableModel, GivesTheLogitsOfTheOriginal) {
  for (const core::Detection detect : {core::Detection::intensity, core::Detection::amplitude}) {
    for (const std::optional<double> lens : {std::optional<double>{}, std::optional(3.1)}) {
      for (const bool conjugated : {false, true}) {
        const core::Model model = lossy_model(detect, lens);
        const core::Model built = buildable_model(model, {.conjugated = conjugated});
        EXPECT_LT(test::largest_difference(logits_of(built, real_records()),
                                           logits_of(model, real_records())),
                  1e-12)
            << (detect == core::Detection::intensity ? "intensity" : "amplitude")
            << (lens ? ", lens" : "") << (conjugated ? ", conjugated" : "");
      }
    }
  }
}

TEST(BuildableModel, StepsThatNeedNoHardwareChangeNothing) {
  for (const core::Detection detect : {core::Detection::intensity, core::Detection::amplitude}) {
    for (const std::optional<double> lens : {std::optional<double>{}, std::optional(3.1)}) {
      core::Model model = lossy_model(detect, lens);
      model.low_pass.reset();
      ASSERT_TRUE(last_phase_is_invisible(model));
      const core::Model built = buildable_model(
          model, {.conjugated = true, .dispersion_in_waveform = true, .last_phase_left_out = true});
      EXPECT_EQ(built.layers.beta2.front(), 0.0);
      EXPECT_EQ(built.layers.gamma.back(), 0.0);
      EXPECT_EQ(built.encoding.waveform_dispersion, -1.2);
      EXPECT_LT(test::largest_difference(logits_of(built, real_records()),
                                         logits_of(model, real_records())),
                1e-12);
    }
  }
}

TEST(BuildableModel, AFilterBehindTheLastLayerSeesItsPhase) {
  const core::Model model = lossy_model(core::Detection::intensity, {});
  EXPECT_FALSE(last_phase_is_invisible(model));
  test::expect_error<core::InputError>("input.model", {"filter", "last"}, [&] {
    static_cast<void>(buildable_model(model, {.last_phase_left_out = true}));
  });
}

TEST(BuildableModel, GivesTheLogitsOfTheOriginalForFieldAndSpectrumToo) {
  for (const core::Detection detect : {core::Detection::field, core::Detection::spectrum}) {
    const core::Model model = lossy_model(detect, 3.1);
    EXPECT_LT(test::largest_difference(logits_of(buildable_model(model, {}), real_records()),
                                       logits_of(model, real_records())),
              1e-12);
  }
}

TEST(BuildableModel, IsLossless) {
  const core::Model built = buildable_model(lossy_model(core::Detection::intensity, {}), {});
  EXPECT_EQ(built.layers.alpha, std::vector<double>(3, 0.0));
  EXPECT_EQ(built.layers.beta2, (std::vector<double>{1.2, -0.7, 2.0}));
  // Gamma_m = gamma_m exp(-(alpha_1 + ... + alpha_m)): exponents -0.3, +0.2, 0.
  EXPECT_NEAR(built.layers.gamma[0], 0.8 * std::exp(-0.3), 1e-14);
  EXPECT_NEAR(built.layers.gamma[1], -0.4 * std::exp(0.2), 1e-14);
  EXPECT_NEAR(built.layers.gamma[2], 0.6, 1e-14);
}

TEST(BuildableModel, ConjugationTurnsEverySign) {
  core::Model model = lossy_model(core::Detection::intensity, 3.1);
  model.equation = core::Equation::gpe;
  model.layers.potential = core::RealBatch<double>(3, samples);
  model.layers.potential.row(1)[5] = 0.25;
  model.layers.alpha = {0.0, 0.0, 0.0};
  const core::Model built = buildable_model(model, {.conjugated = true});
  EXPECT_EQ(built.layers.beta2, (std::vector<double>{-1.2, 0.7, -2.0}));
  EXPECT_EQ(built.layers.gamma, (std::vector<double>{-0.8, 0.4, -0.6}));
  EXPECT_EQ(built.layers.potential.row(1)[5], -0.25);
  EXPECT_EQ(built.encoding.time_lens, -3.1);
  EXPECT_LT(
      test::largest_difference(logits_of(built, real_records()), logits_of(model, real_records())),
      1e-12);
}

TEST(BuildableModel, OfALosslessModelIsThatModel) {
  core::Model model = lossy_model(core::Detection::intensity, 3.1);
  model.layers.alpha = {0.0, 0.0, 0.0};
  const core::Model built = buildable_model(model, {});
  EXPECT_EQ(built.layers, model.layers);
  EXPECT_EQ(built.classifier, model.classifier);
}

TEST(BuildableModel, NeedsNoClassifier) {
  core::Model model = lossy_model(core::Detection::intensity, {});
  model.classifier.reset();
  EXPECT_FALSE(buildable_model(model, {.conjugated = true}).classifier);
}

TEST(BuildableModel, DoesNotConjugateForAReadoutThatSeesPhase) {
  for (const core::Detection detect : {core::Detection::field, core::Detection::spectrum}) {
    test::expect_error<core::InputError>("input.model", {"readout"}, [detect] {
      static_cast<void>(buildable_model(lossy_model(detect, {}), {.conjugated = true}));
    });
  }
}

}  // namespace
}  // namespace fiberloom::hal
