#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/document.hpp>
#include <fiberloom/core/error.hpp>
#include <filesystem>
#include <new>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "builtin_recipes.hpp"
#include "progress_bar.hpp"
#include "safe_main.hpp"

namespace fiberloom::app {
namespace {

template <class Exception>
Failure failure_of_thrown(const Exception& exception) {
  return failure_of(std::make_exception_ptr(exception));
}

TEST(SafeMain, EveryFamilyOfErrorsHasItsExitCode) {
  EXPECT_EQ(failure_of_thrown(core::DocumentError("document.a", "m")).exit_code, ExitCode::invalid);
  EXPECT_EQ(failure_of_thrown(core::InputError("input.a", "m")).exit_code, ExitCode::invalid);
  EXPECT_EQ(failure_of_thrown(core::CalibrationError("calibration.a", "m")).exit_code,
            ExitCode::invalid);
  EXPECT_EQ(failure_of_thrown(core::InstrumentError("transport.timeout", "m")).exit_code,
            ExitCode::instrument);
  EXPECT_EQ(failure_of_thrown(core::InterlockError("interlock.a", "m")).exit_code,
            ExitCode::interlock);
  EXPECT_EQ(failure_of_thrown(core::NumericalError("numerical.a", "m")).exit_code,
            ExitCode::failed);
  EXPECT_EQ(failure_of_thrown(core::InterruptedError("run.interrupted", "m")).exit_code,
            ExitCode::interrupted);
  EXPECT_EQ(failure_of_thrown(std::bad_alloc()).exit_code, ExitCode::failed);
  EXPECT_EQ(failure_of_thrown(core::InputError("input.shape", "m")).code, "input.shape");
}

TEST(SafeMain, AMessageStaysOnOneLine) {
  EXPECT_EQ(failure_of_thrown(std::runtime_error("two\nlines\x1b[31m")).message.find('\n'),
            std::string::npos);
}

TEST(SafeMain, SaysWhereToAskForHelp) {
  std::ostringstream out;
  std::ostringstream err;
  EXPECT_EQ(safe_main({"fiberloom", "eval"}, out, err), 2);
  EXPECT_TRUE(out.str().empty());
  EXPECT_NE(err.str().find("fiberloom eval --help"), std::string::npos) << err.str();
}

TEST(ProgressBar, TellsTheTimeLeftFromTheWorkOfThisRun) {
  std::ostringstream stream;
  auto now = std::chrono::steady_clock::time_point{};
  {
    ProgressBar bar(stream, true, "training", 100, [&] { return now; });
    bar.show(40);  // done before, by another run
    now += std::chrono::seconds(10);
    stream.str("");
    bar.show(50, "epoch 50");
    EXPECT_NE(stream.str().find("50 %  epoch 50  0:50 left"), std::string::npos) << stream.str();
    stream.str("");
    bar.show(51);  // too soon to draw again
    EXPECT_TRUE(stream.str().empty());
  }
  EXPECT_EQ(stream.str(), "\r\x1b[2K");
}

TEST(ProgressBar, IsSilentWhereNobodyLooks) {
  std::ostringstream stream;
  ProgressBar(stream, false, "training", 10).show(5);
  EXPECT_TRUE(stream.str().empty());
}

TEST(ProgressBar, SpellsDurations) {
  EXPECT_EQ(duration_text(7.2), "0:08");
  EXPECT_EQ(duration_text(750.0), "12:30");
  EXPECT_EQ(duration_text(3723.0), "1:02:03");
  EXPECT_EQ(duration_text(-1.0), "0:00");
}

TEST(BuiltinRecipes, AreTheFilesOfTheirFolder) {
  std::set<std::string> files;
  const std::filesystem::path folder = std::filesystem::path(FIBERLOOM_SOURCE_DIR) / "apps/recipes";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files.insert(entry.path().stem().string());
  }
  std::set<std::string> names;
  for (const BuiltinRecipe& recipe : builtin_recipes()) {
    names.insert(std::string(recipe.name));
    EXPECT_EQ(find_recipe(std::string(recipe.name)).name, recipe.name);
    EXPECT_EQ(core::to_document_text(core::read_document<core::TrainingRecipe>(
                  folder / (std::string(recipe.name) + ".json"))),
              core::to_document_text(find_recipe(std::string(recipe.name))));
  }
  EXPECT_EQ(names, files);
  EXPECT_GE(names.size(), 4U);
}

}  // namespace
}  // namespace fiberloom::app
