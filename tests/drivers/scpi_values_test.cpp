#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <fiberloom/drivers/scpi/block.hpp>
#include <fiberloom/drivers/scpi/error_queue.hpp>
#include <fiberloom/drivers/scpi/number.hpp>
#include <limits>

#include "random.hpp"

namespace fiberloom::drivers {
namespace {

TEST(ScpiBlock, HasTheHeaderOfIeee4882) {
  EXPECT_EQ(block_header(0), "#10");
  EXPECT_EQ(block_header(5), "#15");
  EXPECT_EQ(block_header(1000), "#41000");
  EXPECT_EQ(block_header(123456789), "#9123456789");
  EXPECT_EQ(block_header(1234567890), "#A1234567890");
}

TEST(ScpiBlock, IsFoundAmongText) {
  const auto lecroy = find_block("C1:WF DAT1,#9000000003a\nb\n");
  ASSERT_TRUE(lecroy);
  EXPECT_EQ(lecroy->before, "C1:WF DAT1,");
  EXPECT_EQ(lecroy->data, "a\nb");
  EXPECT_EQ(lecroy->after, "\n");
  const auto streaming = find_block("#0ab\ncd\n");
  ASSERT_TRUE(streaming);
  EXPECT_EQ(streaming->data, "ab\ncd");
}

TEST(ScpiBlock, IsNotFoundWhereThereIsNoneOrNotAllOfIt) {
  for (const char* message :
       {"", "#", "#1", "#15abcd", "#2a5abcde", "#B101", "\"#13abc\"", "12#13abc"}) {
    EXPECT_FALSE(find_block(message)) << message;
  }
}

TEST(ScpiBlock, CarriesNumbersInEitherByteOrder) {
  const std::vector<std::int16_t> numbers{1, -2, 0x1234};
  std::string little;
  append_numbers<std::int16_t>(little, numbers, ByteOrder::little);
  EXPECT_EQ(little, std::string("\x01\x00\xfe\xff\x34\x12", 6));
  std::string big;
  append_numbers<std::int16_t>(big, numbers, ByteOrder::big);
  EXPECT_EQ(big, std::string("\x00\x01\xff\xfe\x12\x34", 6));
  EXPECT_EQ(numbers_of<std::int16_t>(little, ByteOrder::little), numbers);
  EXPECT_EQ(numbers_of<std::int16_t>(big, ByteOrder::big), numbers);
  EXPECT_FALSE(numbers_of<std::int16_t>("abc", ByteOrder::big));
  // 1.0f is 3f800000
  EXPECT_EQ(numbers_of<float>(std::string("\x3f\x80\x00\x00", 4), ByteOrder::big),
            std::vector<float>{1.0F});
}

TEST(ScpiNumber, IsReadInEveryFormThatInstrumentsSend) {
  EXPECT_EQ(parse_number("+1.55000000E-006"), 1.55e-6);
  EXPECT_EQ(parse_number(" -10\r\n"), -10.0);
  EXPECT_EQ(parse_number("1550.0000"), 1550.0);
  EXPECT_EQ(parse_number(".5"), 0.5);
  EXPECT_EQ(parse_number("9.9E37"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(parse_number("-9.9E+37"), -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(*parse_number("9.91E37")));
  for (const char* text :
       {"", " ", "inf", "nan", "0x12", "1,2", "1 2", "abc", "+-1", "++1", "1e", "+"}) {
    EXPECT_FALSE(parse_number(text)) << text;
  }
}

TEST(ScpiNumber, IsWrittenSoThatTheSameComesBack) {
  EXPECT_EQ(format_nr3(1.55e-6), "+1.55000000E-06");
  EXPECT_EQ(format_nr3(-10.0), "-1.00000000E+01");
  EXPECT_EQ(format_nr3(std::numeric_limits<double>::infinity()), "+9.9E+37");
  test::Random random(20261123);
  for (int i = 0; i < 1000; ++i) {
    const double value = random.normal() * std::pow(10.0, random.uniform(-30.0, 30.0));
    EXPECT_EQ(parse_number(format_nr3(value)), value);
  }
}

TEST(ScpiSuffix, MultipliesUnits) {
  const auto expect = [](const char* text, double factor, const char* unit) {
    const auto suffix = parse_suffix(text);
    ASSERT_TRUE(suffix) << text;
    EXPECT_EQ(suffix->factor, factor) << text;
    EXPECT_EQ(suffix->unit, unit) << text;
  };
  expect("NM", 1e-9, "M");
  expect("nm", 1e-9, "M");
  expect("m", 1.0, "M");
  expect("MM", 1e-3, "M");
  expect("PM", 1e-12, "M");
  expect("MHZ", 1e6, "HZ");
  expect("GHz", 1e9, "HZ");
  expect("THZ", 1e12, "HZ");
  expect("dBm", 1.0, "DBM");
  expect("DB", 1.0, "DB");
  expect("mW", 1e-3, "W");
  expect("MAW", 1e6, "W");
  expect("MA", 1e-3, "A");
  expect("US", 1e-6, "S");
  expect("MOHM", 1e6, "OHM");
  for (const char* text : {"", "X", "NX", "MM2", "HZHZ"}) {
    EXPECT_FALSE(parse_suffix(text)) << text;
  }
}

TEST(ScpiErrorText, IsReadAsInstrumentsSendIt) {
  EXPECT_EQ(parse_scpi_error("-113,\"Undefined header;BOGUS:CMD\"\n"),
            (ScpiError{-113, "Undefined header;BOGUS:CMD"}));
  EXPECT_EQ(parse_scpi_error("+0,\"No error\"\r\n")->code, 0);
  EXPECT_EQ(parse_scpi_error("0"), (ScpiError{0, "No error"}));
  EXPECT_EQ(parse_scpi_error("-222, \"Data out of range\""),
            (ScpiError{-222, "Data out of range"}));
  for (const char* text : {"", "No error", "\"0\"", "0 No error", "--1"}) {
    EXPECT_FALSE(parse_scpi_error(text)) << text;
  }
  EXPECT_EQ(to_text(make_scpi_error(-113, "BOGUS:CMD")), "-113,\"Undefined header;BOGUS:CMD\"");
}

TEST(ScpiErrorQueueTest, IsFirstInFirstOutAndReplacesItsNewestWhenFull) {
  ScpiErrorQueue queue(3);
  for (const int code : {-101, -102, -103, -104}) {
    queue.push(make_scpi_error(code));
  }
  EXPECT_EQ(queue.size(), 3U);
  EXPECT_EQ(queue.pop().code, -101);
  EXPECT_EQ(queue.pop().code, -102);
  EXPECT_EQ(queue.pop(), (ScpiError{-350, "Queue overflow"}));
  EXPECT_EQ(queue.pop(), (ScpiError{0, "No error"}));
}

}  // namespace
}  // namespace fiberloom::drivers
