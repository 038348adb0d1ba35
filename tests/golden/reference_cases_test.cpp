#include <gtest/gtest.h>

#include <fiberloom/core/npy.hpp>
#include <fiberloom/core/safetensors.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "reference_case.hpp"

// Results of independent programs (tests/reference/cases/README.md) against what the program itself writes: networks.
namespace fiberloom {
namespace {

namespace fs = std::filesystem;
using test::Numbers;
using test::quoted;

std::vector<std::string> network_cases() {
  return test::cases_of_kind([](const std::string& kind) {
    return kind == "model_forward" || kind == "gpe_forward" || kind == "model_gradient";
  });
}

// What the program wrote for one case, by the name of the reference file that it answers.
class CaseRun {
 public:
  explicit CaseRun(const std::string& name)
      : folder_(test::cases_folder() / name), scratch_(name) {}

  [[nodiscard]] std::map<std::string, Numbers> propagated() const {
    const fs::path output = scratch_ / "y.npy";
    test::run_program("propagate " + quoted(folder_ / "model.safetensors") + " --input " +
                      quoted(folder_ / "input.npy") + " --output " + quoted(output));
    const core::NpyArray array = core::read_npy(output);
    EXPECT_EQ(array.type, core::NpyType::complex128);
    EXPECT_EQ(array.shape, core::read_npy(folder_ / "output.npy").shape);
    return {{"output.npy", test::numbers_of(array)}};
  }

  [[nodiscard]] std::map<std::string, Numbers> differentiated() const {
    const fs::path output = scratch_ / "g.safetensors";
    test::run_program("gradient " + quoted(folder_ / "model.safetensors") + " --input " +
                      quoted(folder_ / "input.npy") + " --labels " +
                      quoted(folder_ / "labels.npy") + " --output " + quoted(output));
    std::map<std::string, Numbers> results;
    for (const auto& [name, tensor] : core::read_safetensors(output).tensors) {
      const bool is_result = name == "loss" || name == "logits";
      const std::string last = name.substr(name.rfind('.') + 1);
      results[(is_result ? "" : "grad_") + last + ".npy"] =
          Numbers(tensor.values.begin(), tensor.values.end());
    }
    return results;
  }

 private:
  fs::path folder_;
  test::ScratchFolder scratch_;
};

class ReferenceCases : public testing::TestWithParam<std::string> {};

TEST_P(ReferenceCases, TheProgramAgreesWithIndependentOnes) {
  const fs::path folder = test::cases_folder() / GetParam();
  const nlohmann::json description = test::description_of(folder);
  const CaseRun run(GetParam());
  const std::map<std::string, Numbers> results =
      description.at("kind") == "model_gradient" ? run.differentiated() : run.propagated();
  ASSERT_FALSE(HasFatalFailure());
  ASSERT_FALSE(description.at("checks").empty());
  for (const nlohmann::json& check : description.at("checks")) {
    const auto file = check.at("expected").get<std::string>();
    const Numbers reference = test::numbers_of(core::read_npy(folder / file));
    ASSERT_TRUE(results.contains(file)) << "the program gives nothing for " << file;
    ASSERT_EQ(results.at(file).size(), reference.size()) << file;
    const double error = test::distance(results.at(file), reference, check.at("metric"));
    EXPECT_LE(error, check.at("tolerance").get<double>()) << file;
    RecordProperty(file, std::to_string(error));
  }
}

INSTANTIATE_TEST_SUITE_P(All, ReferenceCases, testing::ValuesIn(network_cases()),
                         [](const auto& instance) { return test::test_name(instance.param); });

TEST(ReferenceCases, NoneWentMissing) { EXPECT_GE(network_cases().size(), 14U); }

}  // namespace
}  // namespace fiberloom
