#include <fiberloom/drivers/scpi/header_pattern.hpp>
#include <fiberloom/drivers/scpi/program_message.hpp>

#include "expect_error.hpp"

namespace fiberloom::drivers {
namespace {

// A header as it counts from the root: "SOUR2:POW?".
std::string header_of(const ProgramUnit& unit) {
  std::string text;
  for (const HeaderNode& node : unit.header) {
    text += (text.empty() ? "" : ":") + node.word;
    text += node.suffix ? std::to_string(*node.suffix) : "";
  }
  return text + (unit.is_query ? "?" : "");
}

std::vector<std::string> headers_of(std::string_view message) {
  const ProgramMessage parsed = parse_program_message(message);
  EXPECT_FALSE(parsed.error) << parsed.error->text;
  std::vector<std::string> headers;
  for (const ProgramUnit& unit : parsed.units) {
    headers.push_back(header_of(unit));
  }
  return headers;
}

using testing::ElementsAre;

TEST(ProgramMessage, ContinuesWhereTheHeaderBeforeEnded) {
  EXPECT_THAT(headers_of("sour2:pow 1;wav?"), ElementsAre("SOUR2:POW", "SOUR2:WAV?"));
  EXPECT_THAT(headers_of("A:B:C 1;D 2;:E"), ElementsAre("A:B:C", "A:B:D", "E"));
  EXPECT_THAT(headers_of("A:B;*CLS;C"), ElementsAre("A:B", "*CLS", "A:C"));
  EXPECT_THAT(headers_of(" *IDN? ;; :SYST:ERR?\r\n"), ElementsAre("*IDN?", "SYST:ERR?"));
}

TEST(ProgramMessage, KeepsDigitsInsideAWord) {
  EXPECT_THAT(headers_of("P2P:CH10?"), ElementsAre("P2P:CH10?"));
}

TEST(ProgramMessage, TellsTheTypesOfParameters) {
  const ProgramMessage parsed = parse_program_message(
      "DATA  1.5E-3 NM, minimum ,\"a;\"\"b\",'c,',(@1,2),#H1F,#14a;\nb;*OPC?");
  ASSERT_EQ(parsed.units.size(), 2U) << parsed.error.value_or(ScpiError{}).text;
  const std::vector<ScpiParameter>& sent = parsed.units[0].parameters;
  ASSERT_EQ(sent.size(), 7U);
  EXPECT_EQ(sent[0].kind, ParameterKind::number);
  EXPECT_EQ(sent[0].text, "1.5E-3");
  EXPECT_EQ(sent[0].suffix, "NM");
  EXPECT_EQ(sent[1].text, "minimum");
  EXPECT_EQ(sent[2].text, "\"a;\"\"b\"");
  EXPECT_EQ(sent[3].text, "'c,'");
  EXPECT_EQ(sent[4].kind, ParameterKind::expression);
  EXPECT_EQ(sent[5].kind, ParameterKind::number);
  EXPECT_EQ(sent[6].kind, ParameterKind::block);
  EXPECT_EQ(sent[6].text, "a;\nb");
  EXPECT_EQ(header_of(parsed.units[1]), "*OPC?");
}

TEST(ProgramMessage, TellsAnExponentFromASuffix) {
  const ProgramMessage parsed = parse_program_message("A 1e3,1EXHZ,2E-2S");
  ASSERT_EQ(parsed.units.size(), 1U);
  EXPECT_EQ(parsed.units[0].parameters[0].text, "1e3");
  EXPECT_EQ(parsed.units[0].parameters[1].suffix, "EXHZ");
  EXPECT_EQ(parsed.units[0].parameters[2].suffix, "S");
}

TEST(ProgramMessage, EndsAtItsFirstMistake) {
  const auto error_of = [](std::string_view message) {
    const ProgramMessage parsed = parse_program_message(message);
    return parsed.error ? parsed.error->code : 0;
  };
  EXPECT_EQ(error_of("A:"), -102);
  EXPECT_EQ(error_of("A::B"), -102);
  EXPECT_EQ(error_of("12"), -102);
  EXPECT_EQ(error_of("A 1 2"), -103);
  EXPECT_EQ(error_of("A 1,,2"), -109);
  EXPECT_EQ(error_of("A \"open"), -151);
  EXPECT_EQ(error_of("A #15abc"), -161);
  EXPECT_EQ(error_of("ABCDEFGHIJKLM"), -112);
  EXPECT_EQ(error_of("A99999999999"), -114);
  EXPECT_EQ(error_of("\x93\xff"), -101);
  EXPECT_EQ(error_of("A (@1"), -171);
  const ProgramMessage parsed = parse_program_message("A 1;B 2;!;C 3");
  EXPECT_EQ(parsed.units.size(), 2U);
  EXPECT_TRUE(parsed.error);
}

std::optional<std::vector<std::uint32_t>> match(const char* pattern, const char* header) {
  const ProgramMessage parsed = parse_program_message(header);
  EXPECT_EQ(parsed.units.size(), 1U);
  return HeaderPattern(pattern).match(parsed.units.at(0).header);
}

TEST(HeaderPatternTest, MatchesShortAndLongFormsAndNothingBetween) {
  EXPECT_TRUE(match("SOURce:POWer", "sour:pow"));
  EXPECT_TRUE(match("SOURce:POWer", "SOURCE:Power"));
  EXPECT_FALSE(match("SOURce:POWer", "SOURC:POW"));
  EXPECT_FALSE(match("SOURce:POWer", "SOUR"));
  EXPECT_FALSE(match("SOURce:POWer", "SOUR:POW:LEV"));
  EXPECT_TRUE(match("*IDN?", "*idn?"));
}

TEST(HeaderPatternTest, MayLeaveOutWhatIsInBrackets) {
  for (const char* header : {"POW", "POW:LEV", "SOUR:POW:IMM", "SOURCE:POWER:LEVEL:IMMEDIATE"}) {
    EXPECT_TRUE(match("[SOURce]:POWer[:LEVel][:IMMediate]", header)) << header;
  }
  EXPECT_FALSE(match("[SOURce]:POWer[:LEVel][:IMMediate]", "POW:IMM:LEV"));
}

TEST(HeaderPatternTest, ReturnsTheNumbers) {
  using Numbers = std::vector<std::uint32_t>;
  EXPECT_EQ(match("SOURce#:POWer", "SOUR2:POW"), Numbers{2});
  EXPECT_EQ(match("SOURce#:POWer", "SOUR:POW"), Numbers{1});
  EXPECT_EQ(match("[SENSe#]:POWer:CHANnel#", "POW:CHAN3"), (Numbers{1, 3}));
  EXPECT_FALSE(match("SOURce:POWer", "SOUR2:POW"));
}

TEST(HeaderPatternTest, RefusesWhatNoManualWouldWrite) {
  for (const char* pattern : {"", "?", "SOUR[", "SOUR:", "a", "SOUR::POW", "SO UR"}) {
    test::expect_error<core::InputError>("input.scpi_pattern", {pattern},
                                         [&] { HeaderPattern{pattern}; });
  }
}

}  // namespace
}  // namespace fiberloom::drivers
