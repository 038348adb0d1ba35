#include <gtest/gtest.h>

#include <fiberloom/core/diagnostics.hpp>
#include <string>
#include <vector>

namespace fiberloom::core {
namespace {

TEST(Diagnostics, TellsEveryMistakeOnOneLine) {
  Diagnostics mistakes;
  EXPECT_TRUE(mistakes.empty());
  mistakes.add("/stages/0/gain", "missing");
  mistakes.add("", "is empty");
  EXPECT_EQ(mistakes.size(), 2U);
  EXPECT_EQ(mistakes.one_line("rig.json"), "rig.json#/stages/0/gain: missing; rig.json#: is empty");
}

TEST(Diagnostics, KeepsTheLineShortWhenThereAreManyMistakes) {
  Diagnostics mistakes;
  for (int index = 0; index < 5000; ++index) mistakes.add("/a", "bad");
  EXPECT_EQ(mistakes.size(), 5000U);
  EXPECT_EQ(mistakes.mistakes().size(), 1000U);
  const std::string line = mistakes.one_line("x");
  EXPECT_TRUE(line.ends_with("; and 4980 more mistakes")) << line;
  EXPECT_LT(line.size(), 400U);
}

TEST(Diagnostics, NeverBreaksTheLine) {
  Diagnostics mistakes;
  mistakes.add("/a\nb", "two\nlines \x1B[31m");
  EXPECT_EQ(mistakes.one_line("f\n"), "f?#/a?b: two?lines ?[31m");
}

TEST(InvalidDocument, CarriesItsMistakes) {
  Diagnostics mistakes;
  mistakes.add("/a", "missing");
  const InvalidDocument error("document.invalid", "rig.json", mistakes);
  EXPECT_EQ(error.code(), "document.invalid");
  EXPECT_STREQ(error.what(), "rig.json#/a: missing");
  ASSERT_EQ(error.diagnostics().size(), 1U);
  EXPECT_EQ(error.diagnostics().mistakes()[0].pointer, "/a");
}

TEST(JsonPointer, EscapesTildeAndSlash) {
  EXPECT_EQ(pointer_to("", "a"), "/a");
  EXPECT_EQ(pointer_to("/a", "b/c~d"), "/a/b~1c~0d");
  EXPECT_EQ(pointer_to("/a", std::size_t{3}), "/a/3");
}

TEST(NearestKey, FindsWhatAPersonMeant) {
  const std::vector<std::string> known = {"beta2_ps2_per_km", "length_m", "gamma_per_w_km", "name"};
  struct Case {
    const char* key;
    const char* expected;
  };
  const Case cases[] = {{"beta2", "beta2_ps2_per_km"},
                        {"beta2_ps2_per_m", "beta2_ps2_per_km"},
                        {"lenght_m", "length_m"},
                        {"Name", "name"},
                        {"nmae", ""},
                        {"zzzzzzzz", ""},
                        {"x", ""},
                        {"", ""}};
  for (const Case& each : cases) EXPECT_EQ(nearest_key(each.key, known), each.expected) << each.key;
}

TEST(Printable, KeepsWordsAndReplacesControlAndBrokenBytes) {
  EXPECT_EQ(printable("plain"), "plain");
  EXPECT_EQ(printable("caf\xC3\xA9"), "caf\xC3\xA9");
  EXPECT_EQ(printable("a\tb\x7F\xFF\xC3"), "a?b???");
  EXPECT_EQ(printable("abcdef", 3), "abc...");
  EXPECT_EQ(printable("ab\xC3\xA9", 3), "ab...");
}

}  // namespace
}  // namespace fiberloom::core
