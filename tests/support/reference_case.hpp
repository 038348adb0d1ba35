#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdlib>
#include <fiberloom/core/npy.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

/// Reference cases (tests/reference/cases/README.md), and the program that has to agree with them.
namespace fiberloom::test {

using Numbers = std::vector<std::complex<double>>;

inline std::filesystem::path cases_folder() {
  return std::filesystem::path(FIBERLOOM_SOURCE_DIR) / "tests/reference/cases";
}

/// $FIBERLOOM, or the program that the same build made.
inline std::filesystem::path program() {
  const char* named = std::getenv("FIBERLOOM");
  if (named != nullptr) {
    return named;
  }
  return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "apps" /
         "fiberloom";
}

inline std::string quoted(const std::filesystem::path& path) { return "'" + path.string() + "'"; }

inline void run_program(const std::string& arguments) {
  const int status =
      std::system((quoted(program()) + " " + arguments + " --quiet > /dev/null").c_str());
  ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << program() << " " << arguments;
}

inline nlohmann::json description_of(const std::filesystem::path& folder) {
  std::ifstream stream(folder / "case.json");
  return nlohmann::json::parse(stream);
}

/// Names of the cases whose kind is wanted, sorted.
inline std::vector<std::string> cases_of_kind(
    const std::function<bool(const std::string&)>& is_wanted) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(cases_folder())) {
    if (std::filesystem::exists(entry.path() / "case.json") &&
        is_wanted(description_of(entry.path()).at("kind"))) {
      names.push_back(entry.path().filename().string());
    }
  }
  std::ranges::sort(names);
  return names;
}

inline Numbers numbers_of(const core::NpyArray& array) {
  return array.is_complex() ? array.complex : Numbers(array.real.begin(), array.real.end());
}

inline double distance(const Numbers& candidate, const Numbers& reference,
                       const std::string& metric) {
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

/// A folder that goes with the object.
class ScratchFolder {
 public:
  explicit ScratchFolder(const std::string& name)
      : path_(std::filesystem::temp_directory_path() /
              ("fiberloom-" + std::to_string(::getpid()) + "-" + name)) {
    std::filesystem::create_directories(path_);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const {
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

/// The name of a case as GoogleTest allows it.
inline std::string test_name(std::string name) {
  std::ranges::replace_if(
      name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

}  // namespace fiberloom::test
