#include <fiberloom/drivers/wire/message_scanner.hpp>

#include "expect_error.hpp"

namespace fiberloom::drivers {
namespace {

// Feeds a message byte by byte and returns where its end was found, 0 for nowhere.
std::size_t end_of(const std::string& bytes, const MessageFormat& format = {}) {
  MessageScanner scanner(format);
  for (std::size_t size = 1; size <= bytes.size(); ++size) {
    const MessageScanner::Progress progress =
        scanner.scan(std::string_view(bytes).substr(0, size), "test");
    if (progress.is_complete) {
      return progress.end;
    }
  }
  return 0;
}

TEST(MessageScanner, EndsTextAtTheTerminator) {
  EXPECT_EQ(end_of("FIBERLOOM,1\n"), 12U);
  EXPECT_EQ(end_of("1\r\n2\r\n"), 3U);
  EXPECT_EQ(end_of("no end"), 0U);
  EXPECT_EQ(end_of("Pos:12\r\nDone\r\n\r\n", {.terminator = "\r\n\r\n"}), 16U);
  EXPECT_EQ(end_of("1550.0\r", {.terminator = "\r"}), 7U);
}

TEST(MessageScanner, TakesTheBytesOfABlockAsTheyAre) {
  EXPECT_EQ(end_of("#15a\n\nb\n\n"), 9U);
  EXPECT_EQ(end_of("#210\n\n\n\n\n\n\n\n\n\n\n"), 15U);
  EXPECT_EQ(end_of("C1:WF DAT1,#13\n\n\n\n"), 18U);
  EXPECT_EQ(end_of("1;#12\n\n;2\n"), 10U);
  EXPECT_EQ(end_of(std::string("#12\0\xff\n", 6)), 6U);
}

TEST(MessageScanner, LeavesNumbersAndStringsWithASharpAlone) {
  EXPECT_EQ(end_of("#B101\n"), 6U);
  EXPECT_EQ(end_of("#H15\n"), 5U);
  EXPECT_EQ(end_of("\"see #19\"\n"), 10U);
  EXPECT_EQ(end_of("CH#19\n"), 6U);
  EXPECT_EQ(end_of("#12ab\n", {.has_blocks = false}), 6U);
}

TEST(MessageScanner, ReadsTenDigitsOfCountBehindALetter) {
  EXPECT_EQ(end_of("#A0000000003a\nb\n"), 16U);
}

TEST(MessageScanner, TakesABlockWithoutACountOnlyWhenTold) {
  EXPECT_EQ(end_of("#0a\nb\n", {.indefinite_bytes = 3}), 6U);
  test::expect_error<core::InstrumentError>("transport.protocol", {"indefinite"},
                                            [] { end_of("#0a\n"); });
}

TEST(MessageScanner, SaysHowMuchIsMissing) {
  MessageScanner scanner({});
  EXPECT_EQ(scanner.scan("#41000abc", "test").missing, 998U);
}

TEST(MessageScanner, RefusesNoiseAndMessagesWithoutMeasure) {
  test::expect_error<core::InstrumentError>("transport.protocol", {"here", "0x93"}, [] {
    static_cast<void>(MessageScanner({}).scan("1\x93\n", "here"));
  });
  test::expect_error<core::InstrumentError>("transport.protocol", {"100 bytes"},
                                            [] { end_of("#3101", {.longest = 100}); });
  test::expect_error<core::InstrumentError>("transport.protocol", {"4 bytes"},
                                            [] { end_of("123456\n", {.longest = 4}); });
}

}  // namespace
}  // namespace fiberloom::drivers
