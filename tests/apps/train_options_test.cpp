#include "train_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fiberloom/core/error.hpp>
#include <string>

#include "command_line.hpp"
#include "expect_error.hpp"
#include "number_checks.hpp"

namespace fiberloom::app {
namespace {

using Seeds = std::vector<std::uint64_t>;

Seeds seeds(const std::string& text, std::uint64_t first = 0) {
  TrainOptions options;
  options.seeds = text;
  return options.seeds_from(first);
}

TEST(TrainOptions, SeedsAreCountedOrNamed) {
  EXPECT_EQ(seeds("1", 7), Seeds{7});
  EXPECT_EQ(seeds("3", 7), (Seeds{7, 8, 9}));
  EXPECT_EQ(seeds("0,5,2"), (Seeds{0, 5, 2}));
  EXPECT_EQ(seeds("18446744073709551615,0"), (Seeds{18446744073709551615U, 0}));
  for (const char* text : {"", "0", "-1", "1001", "two", "1,", ",1", "1,,2", "1, 2", "3,3"}) {
    EXPECT_THROW(seeds(text), UsageError) << text;
  }
}

TEST(TrainOptions, LbfgsTakesAllRecordsUnlessABatchWasAskedFor) {
  core::TrainingRecipe recipe;
  TrainOptions options;
  options.method = "lbfgs";
  options.apply_to(recipe);
  EXPECT_EQ(recipe.options.method, core::TrainingMethod::lbfgs);
  EXPECT_EQ(recipe.options.batch_size, 0);
  options.batch_size = 10;
  test::expect_error<core::InputError>("input.training", {"L-BFGS"},
                                       [&] { options.apply_to(recipe); });
}

TEST(TrainOptions, ChangeOnlyWhatWasSaid) {
  core::TrainingRecipe recipe;
  recipe.options.epochs = 17;
  recipe.options.batch_size = 9;
  TrainOptions options;
  options.readout = "ridge";
  options.ridge = 0.5;
  options.apply_to(recipe);
  EXPECT_EQ(recipe.options.epochs, 17);
  EXPECT_EQ(recipe.options.batch_size, 9);
  EXPECT_EQ(recipe.options.readout, core::ReadoutTraining::ridge);
  EXPECT_EQ(recipe.options.ridge, 0.5);
  options.readout = "gradient";
  EXPECT_THROW(options.apply_to(recipe), UsageError);
}

TEST(NumberChecks, SayWhatANumberMustBe) {
  EXPECT_EQ(whole_number(1, 9)("9"), "");
  for (const char* text : {"0", "10", "1.5", "nan", "", "3x"}) {
    EXPECT_THAT(whole_number(1, 9)(text), testing::HasSubstr("from 1 to 9")) << text;
  }
  EXPECT_EQ(finite_amount()("0"), "");
  EXPECT_EQ(finite_amount()("1e-3"), "");
  for (const char* text : {"-1", "nan", "inf", "1e999", "", "a"}) {
    EXPECT_THAT(finite_amount()(text), testing::HasSubstr("0 or more")) << text;
  }
  EXPECT_EQ(number_within(0.0, 0.9)("0.9"), "");
  for (const char* text : {"0.91", "-0.1", "nan", "x"}) {
    EXPECT_THAT(number_within(0.0, 0.9)(text), testing::HasSubstr("from 0 to 0.9")) << text;
  }
}

}  // namespace
}  // namespace fiberloom::app
