#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <fiberloom/core/error.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::core {

/// A folder that is gone when the test ends.
class TemporaryFolder {
 public:
  TemporaryFolder() : path_(unique_path()) { std::filesystem::create_directories(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// Writes a file of the folder with a plain stream: nothing under test takes part.
  std::filesystem::path put(const std::string& name, std::string_view bytes) const {
    std::filesystem::path file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream stream(file, std::ios::binary);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return file;
  }

  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }

 private:
  static std::filesystem::path unique_path() {
    static std::atomic<int> counter{0};
    return std::filesystem::temp_directory_path() /
           ("fiberloom-test-" + std::to_string(::getpid()) + '-' + std::to_string(counter++));
  }

  std::filesystem::path path_;
};

inline std::string slurp(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

inline std::filesystem::path in_source(const std::string& relative) {
  return std::filesystem::path(FIBERLOOM_SOURCE_DIR) / relative;
}

/// Runs `action`, which must throw exactly a `Wanted` with that code, in one line with all `words`.
template <class Wanted, class Action>
void expect_refusal(const std::string& code, const std::vector<std::string>& words, Action action) {
  try {
    action();
  } catch (const Error& error) {
    const std::string message = error.what();
    EXPECT_NE(dynamic_cast<const Wanted*>(&error), nullptr) << "another class: " << message;
    EXPECT_EQ(error.code(), code) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
    for (const std::string& word : words) EXPECT_THAT(message, testing::HasSubstr(word));
    return;
  }
  ADD_FAILURE() << "nothing was thrown; expected " << code;
}

}  // namespace fiberloom::core
