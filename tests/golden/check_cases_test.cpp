#include <gtest/gtest.h>

#include <fiberloom/core/model_file.hpp>
#include <fiberloom/core/network_gauges.hpp>
#include <fiberloom/core/npy.hpp>
#include <fiberloom/core/propagator.hpp>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>
#include <vector>

#include "reference_case.hpp"

// Results of independent programs (tests/reference/cases/README.md) against what the program itself says: checks of
// models before any parts.
namespace fiberloom {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::quoted;

constexpr int ruled_out = 3;

std::vector<std::string> mapping_cases(const std::string& beginning) {
  std::vector<std::string> names =
      test::cases_of_kind([](const std::string& kind) { return kind == "mapping"; });
  std::erase_if(names, [&](const std::string& name) { return name.rfind(beginning, 0) != 0; });
  return names;
}

// The document that `check` prints.
json checked(const std::string& name, const std::string& arguments) {
  const test::ScratchFolder scratch("check-" + name);
  const fs::path output = scratch / "check.json";
  const fs::path folder = test::cases_folder() / name;
  const int status =
      std::system((quoted(test::program()) + " check " + quoted(folder / "model.safetensors") +
                   " --json --quiet " + arguments + " > " + quoted(output))
                      .c_str());
  EXPECT_TRUE(WIFEXITED(status));
  std::ifstream stream(output);
  json document = json::parse(stream);
  EXPECT_EQ(WEXITSTATUS(status), document.at("possible").get<bool>() ? 0 : ruled_out);
  return document;
}

std::vector<double> reference(const std::string& name, const std::string& file) {
  return core::read_npy(test::cases_folder() / name / file).real;
}

json check_of(const std::string& name, const std::string& file) {
  const json description = test::description_of(test::cases_folder() / name);
  for (const json& check : description.at("checks")) {
    if (check.at("expected") == file) {
      return check;
    }
  }
  throw std::runtime_error(name + ": nothing is said about " + file);
}

// As the cases' README defines it.
void expect_relative(const std::vector<double>& found, const std::string& name,
                     const std::string& file) {
  const std::vector<double> wanted = reference(name, file);
  const json check = check_of(name, file);
  ASSERT_EQ(check.at("metric"), "max_rel");
  ASSERT_EQ(found.size(), wanted.size()) << file;
  double largest = 0.0;
  for (const double value : wanted) {
    largest = std::max(largest, std::abs(value));
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const double error =
        std::abs(found[i] - wanted[i]) / std::max(std::abs(wanted[i]), 1e-9 * largest);
    EXPECT_LE(error, check.at("tolerance").get<double>()) << file << " " << i;
  }
}

class AliasingCases : public testing::TestWithParam<std::string> {};

TEST_P(AliasingCases, TheProgramAgreesWithAnIndependentContinuum) {
  const std::string& name = GetParam();
  const json found =
      checked(name, "--data " + quoted(test::cases_folder() / name / "input.npy")).at("aliasing");
  for (const std::string variant : {"raw", "filtered"}) {
    const std::string file = "nmse_db_" + variant + ".npy";
    const json check = check_of(name, file);
    ASSERT_EQ(check.at("metric"), "max_abs");
    const double floor = check.at("floor").get<double>();
    const auto levels = found.at(variant).at("nmse_db").get<std::vector<double>>();
    const std::vector<double> wanted = reference(name, file);
    ASSERT_EQ(levels.size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      EXPECT_NEAR(std::max(levels[i], floor), std::max(wanted[i], floor),
                  check.at("tolerance").get<double>())
          << file << " " << i;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, AliasingCases, testing::ValuesIn(mapping_cases("mapping.aliasing")),
                         [](const auto& instance) { return test::test_name(instance.param); });

class CanonicalCases : public testing::TestWithParam<std::string> {};

TEST_P(CanonicalCases, TheProgramFindsTheSameFormAndDispersions) {
  const std::string& name = GetParam();
  const json parameters = test::description_of(test::cases_folder() / name).at("parameters");
  std::string rates;
  for (const json& rate : parameters.at("model_sample_rates_gsa_per_s")) {
    rates += (rates.empty() ? "" : ",") + rate.dump() + "GSa/s";
  }
  const json document = checked(name, "--sample-rate " + rates);
  const json& canonical = document.at("canonical");
  expect_relative(canonical.at("b"), name, "canonical_b.npy");
  expect_relative(canonical.at("Gamma"), name, "canonical_gamma.npy");
  expect_relative({canonical.at("field_factor").get<double>()}, name, "output_scale.npy");
  for (const auto& [key, file] : {std::pair("beta2_l_ps2", "required_beta2_l_ps2.npy"),
                                  std::pair("dispersion_ps_per_nm", "required_dl_ps_per_nm.npy"),
                                  std::pair("smf28_km", "required_km_smf17.npy")}) {
    std::vector<double> found;
    for (const json& rate : document.at("required_dispersion")) {
      const auto layers = rate.at(key).get<std::vector<double>>();
      found.insert(found.end(), layers.begin(), layers.end());
    }
    expect_relative(found, name, file);
  }
}

core::FieldBatch<double> input_of(const std::string& name) {
  return std::get<core::FieldBatch<double>>(
      core::read_batch(test::cases_folder() / name / "input.npy"));
}

test::Numbers propagated(const core::FieldBatch<double>& input, const core::LayerParameters& layers,
                         double factor) {
  core::FieldBatch<double> fields = input;
  core::WorkerPool workers(1);
  core::Propagator<double>(core::TimeGrid(fields.samples(), 1.0), layers).forward(fields, workers);
  test::Numbers numbers(fields.values().begin(), fields.values().end());
  for (std::complex<double>& value : numbers) {
    value *= factor;
  }
  return numbers;
}

test::Numbers mapped(test::Numbers numbers,
                     const std::function<std::complex<double>(std::complex<double>)>& change) {
  std::ranges::transform(numbers, numbers.begin(), change);
  return numbers;
}

// What the gauges take out of the model of a case leaves the output that others computed as it is.
class GaugesOfCases : public testing::TestWithParam<std::string> {
 protected:
  core::Model model = core::load_model(test::cases_folder() / GetParam() / "model.safetensors");
  core::FieldBatch<double> input = input_of(GetParam());
  test::Numbers output =
      test::numbers_of(core::read_npy(test::cases_folder() / GetParam() / "output.npy"));

  void expect_same(const test::Numbers& found, const test::Numbers& wanted) {
    ASSERT_EQ(found.size(), wanted.size());
    EXPECT_LE(test::distance(found, wanted, "rel_l2"), 1e-12);
  }
};

TEST_P(GaugesOfCases, WithoutLossAndWithStepsMergedTheOutputIsTheSame) {
  model.readout.detect = core::Detection::field;
  const std::size_t steps = core::network_gauges(model).steps.size();
  // The second dispersion in two parts, with nothing between them but loss.
  core::LayerParameters& layers = model.layers;
  layers.alpha.insert(layers.alpha.begin() + 1, 0.25);
  layers.alpha[2] -= 0.25;
  layers.beta2.insert(layers.beta2.begin() + 1, 0.7);
  layers.beta2[2] -= 0.7;
  layers.gamma.insert(layers.gamma.begin() + 1, 0.0);
  expect_same(propagated(input, layers, 1.0), output);
  const core::NetworkGauges gauges = core::network_gauges(model);
  EXPECT_EQ(gauges.steps.size(), steps);
  expect_same(propagated(input, core::layers_of_steps(gauges.steps), gauges.canonical.field_factor),
              output);
}

TEST_P(GaugesOfCases, ConjugatedTheOutputIsConjugate) {
  model.readout.detect = core::Detection::field;
  core::NetworkGauges gauges = core::network_gauges(model);
  for (core::GaugedStep& step : gauges.steps) {
    step.value = -step.value;
  }
  for (std::complex<double>& value : input.values()) {
    value = std::conj(value);
  }
  const auto conjugate = [](std::complex<double> value) { return std::conj(value); };
  expect_same(propagated(input, core::layers_of_steps(gauges.steps), gauges.canonical.field_factor),
              mapped(output, conjugate));
}

TEST_P(GaugesOfCases, WithoutTheLastKerrStepTheIntensityIsTheSame) {
  const core::NetworkGauges gauges = core::network_gauges(model);
  ASSERT_EQ(gauges.steps.back().place, core::GaugedStep::Place::unseen);
  const auto intensity = [](std::complex<double> value) { return std::norm(value); };
  const test::Numbers found =
      propagated(input, core::layers_of_steps(gauges.steps), gauges.canonical.field_factor);
  expect_same(mapped(found, intensity), mapped(output, intensity));
  EXPECT_GT(test::distance(found, output, "rel_l2"), 1e-3);
}

INSTANTIATE_TEST_SUITE_P(All, GaugesOfCases, testing::ValuesIn(mapping_cases("mapping.canonical")),
                         [](const auto& instance) { return test::test_name(instance.param); });

INSTANTIATE_TEST_SUITE_P(All, CanonicalCases, testing::ValuesIn(mapping_cases("mapping.canonical")),
                         [](const auto& instance) { return test::test_name(instance.param); });

TEST(MappingCases, NoneWentMissing) {
  EXPECT_GE(mapping_cases("mapping.aliasing").size(), 4U);
  EXPECT_GE(mapping_cases("mapping.canonical").size(), 2U);
}

}  // namespace
}  // namespace fiberloom
