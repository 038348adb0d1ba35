#include "rig/line_prompt.hpp"

#include <gtest/gtest.h>

namespace fiberloom::app {
namespace {

TEST(LineHistory, RecallsByNumberAndTheLastOne) {
  const std::vector<std::string> history{"*IDN?", ":READ1:POW?"};
  EXPECT_EQ(recalled("!!", history), ":READ1:POW?");
  EXPECT_EQ(recalled("!1", history), "*IDN?");
  EXPECT_EQ(recalled("*CLS", history), "*CLS");
  EXPECT_EQ(recalled("!", history), "!");
}

TEST(LineHistory, HasNothingForLinesThatThereAreNot) {
  EXPECT_EQ(recalled("!!", {}), std::nullopt);
  EXPECT_EQ(recalled("!3", {"a", "b"}), std::nullopt);
  EXPECT_EQ(recalled("!0", {"a"}), std::nullopt);
  EXPECT_EQ(recalled("!1x", {"a"}), std::nullopt);
}

}  // namespace
}  // namespace fiberloom::app
