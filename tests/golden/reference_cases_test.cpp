#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdlib>
#include <fiberloom/core/npy.hpp>
#include <fiberloom/core/safetensors.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

// Results of independent programs (tests/reference/cases/README.md) against what the program itself writes.
namespace fiberloom {
namespace {

namespace fs = std::filesystem;
using Numbers = std::vector<std::complex<double>>;

fs::path cases_folder() { return fs::path(FIBERLOOM_SOURCE_DIR) / "tests/reference/cases"; }

// $FIBERLOOM, or the program that the same build made.
fs::path program() {
  const char* named = std::getenv("FIBERLOOM");
  if (named != nullptr) {
    return named;
  }
  return fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "apps" / "fiberloom";
}

nlohmann::json description_of(const fs::path& folder) {
  std::ifstream stream(folder / "case.json");
  return nlohmann::json::parse(stream);
}

std::vector<std::string> network_cases() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(cases_folder())) {
    if (!fs::exists(entry.path() / "case.json")) {
      continue;
    }
    const std::string kind = description_of(entry.path()).at("kind");
    if (kind == "model_forward" || kind == "gpe_forward" || kind == "model_gradient") {
      names.push_back(entry.path().filename().string());
    }
  }
  std::ranges::sort(names);
  return names;
}

Numbers numbers_of(const core::NpyArray& array) {
  return array.is_complex() ? array.complex : Numbers(array.real.begin(), array.real.end());
}

double distance(const Numbers& candidate, const Numbers& reference, const std::string& metric) {
  double largest = 0.0;
  double difference = 0.0;
  double size = 0.0;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    largest = std::max(largest, std::abs(candidate[i] - reference[i]));
    difference += std::norm(candidate[i] - reference[i]);
    size += std::norm(reference[i]);
  }
  if (metric == "max_abs") {
    return largest;
  }
  EXPECT_EQ(metric, "rel_l2") << "a metric that this test does not know";
  return std::sqrt(difference / size);
}

std::string quoted(const fs::path& path) { return "'" + path.string() + "'"; }

// What the program wrote for one case, by the name of the reference file that it answers.
class CaseRun {
 public:
  explicit CaseRun(const std::string& name)
      : folder_(cases_folder() / name),
        scratch_(fs::temp_directory_path() /
                 ("fiberloom-reference-" + std::to_string(::getpid()) + "-" + name)) {
    fs::create_directories(scratch_);
  }
  CaseRun(const CaseRun&) = delete;
  CaseRun& operator=(const CaseRun&) = delete;
  ~CaseRun() {
    std::error_code ignored;
    fs::remove_all(scratch_, ignored);
  }

  [[nodiscard]] std::map<std::string, Numbers> propagated() const {
    const fs::path output = scratch_ / "y.npy";
    run("propagate " + quoted(folder_ / "model.safetensors") + " --input " +
        quoted(folder_ / "input.npy") + " --output " + quoted(output));
    const core::NpyArray array = core::read_npy(output);
    EXPECT_EQ(array.type, core::NpyType::complex128);
    EXPECT_EQ(array.shape, core::read_npy(folder_ / "output.npy").shape);
    return {{"output.npy", numbers_of(array)}};
  }

  [[nodiscard]] std::map<std::string, Numbers> differentiated() const {
    const fs::path output = scratch_ / "g.safetensors";
    run("gradient " + quoted(folder_ / "model.safetensors") + " --input " +
        quoted(folder_ / "input.npy") + " --labels " + quoted(folder_ / "labels.npy") +
        " --output " + quoted(output));
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
  static void run(const std::string& arguments) {
    const int status =
        std::system((quoted(program()) + " " + arguments + " --quiet > /dev/null").c_str());
    ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << program() << " " << arguments;
  }

  fs::path folder_;
  fs::path scratch_;
};

class ReferenceCases : public testing::TestWithParam<std::string> {};

TEST_P(ReferenceCases, TheProgramAgreesWithIndependentOnes) {
  const nlohmann::json description = description_of(cases_folder() / GetParam());
  const CaseRun run(GetParam());
  const std::map<std::string, Numbers> results =
      description.at("kind") == "model_gradient" ? run.differentiated() : run.propagated();
  ASSERT_FALSE(HasFatalFailure());
  ASSERT_FALSE(description.at("checks").empty());
  for (const nlohmann::json& check : description.at("checks")) {
    const auto file = check.at("expected").get<std::string>();
    const Numbers reference = numbers_of(core::read_npy(cases_folder() / GetParam() / file));
    ASSERT_TRUE(results.contains(file)) << "the program gives nothing for " << file;
    ASSERT_EQ(results.at(file).size(), reference.size()) << file;
    const double error = distance(results.at(file), reference, check.at("metric"));
    EXPECT_LE(error, check.at("tolerance").get<double>()) << file;
    RecordProperty(file, std::to_string(error));
  }
}

INSTANTIATE_TEST_SUITE_P(All, ReferenceCases, testing::ValuesIn(network_cases()),
                         [](const auto& instance) {
                           std::string name = instance.param;
                           std::ranges::replace_if(
                               name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
                           return name;
                         });

TEST(ReferenceCases, NoneWentMissing) { EXPECT_GE(network_cases().size(), 14U); }

}  // namespace
}  // namespace fiberloom
