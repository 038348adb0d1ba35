#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/finisar_waveshaper/finisar_waveshaper.hpp>
#include <fiberloom/drivers/finisar_waveshaper/wsp_profile.hpp>
#include <fiberloom/drivers/http/http_exchange.hpp>
#include <fiberloom/drivers/wire/stream_server.hpp>
#include <numbers>

#include "driver_stand.hpp"

namespace fiberloom::drivers {
namespace {

// All exchanges of a transcript, one behind the other.
HttpExchange replayed(std::shared_ptr<ByteStream> stream) {
  return [stream = std::move(stream)](const HttpRequest& request, const Until& until) {
    stream->write(encode(request, "ws200162.local"), until);
    HttpResponseParser parser(1U << 20U);
    std::string bytes;
    std::vector<char> buffer(4096);
    while (!parser.is_complete()) {
      bytes.append(buffer.data(), stream->read_some(buffer, until));
      bytes.erase(0, parser.feed(bytes));
    }
    return parser.take();
  };
}

TEST(FinisarWaveshaper, LoadsProfilesOnItsGrid) {
  test::ReplayStand stand("programmable_filter", "finisar_waveshaper.txt");
  const auto filter = make_finisar_waveshaper(stand.request(), {}, replayed(stand.open()({})));
  filter->configure();
  EXPECT_EQ(filter->identity(), (hal::Identity{.vendor = "Finisar",
                                               .model = "WS1000A",
                                               .serial_number = "SN200162",
                                               .firmware = "2.0.4"}));
  EXPECT_DOUBLE_EQ(filter->setting("attenuation_db").applied().value(), 1.5);
  EXPECT_DOUBLE_EQ(filter->set_attenuation(core::Decibel(3.0)).applied.value(), 3.0);
  const hal::FilterProfile realised = filter->load(
      {.offset_ghz = {-5.0, 5.0}, .attenuation_db = {0.0, 2.0}, .phase_rad = {0.0, 7.0}});
  stand.expect_played_to_the_end();
  // 1550 nm are 193 414.489 GHz: the grid's points within 5 GHz are the ten from 193 410 on.
  ASSERT_EQ(realised.offset_ghz.size(), 10U);
  EXPECT_NEAR(realised.offset_ghz.front(), 193410.0 - 299792458.0 / 1550.0, 1e-6);
  EXPECT_NEAR(realised.attenuation_db.front(), 0.2 * (realised.offset_ghz.front() + 5.0), 1e-9);
}

TEST(FinisarWaveshaper, TellsWhatTheInstrumentComplainsAbout) {
  test::ReplayStand stand("programmable_filter", "finisar_waveshaper_refuses.txt");
  const auto filter = make_finisar_waveshaper(stand.request(), {}, replayed(stand.open()({})));
  filter->configure();
  test::expect_error<core::InstrumentError>(
      "instrument.waveshaper", {"programmable_filter", "-31", "attenuation out of range"},
      [&] { filter->set_attenuation(core::Decibel(3.0)); });
}

// The manual's example line, and a file as its own programs write it.
TEST(WspProfile, IsTextWithFourColumns) {
  const double blocked = std::numeric_limits<double>::infinity();
  const WspProfile profile{.first_ghz = 191'100,
                           .attenuation_db = {0.0, 12.5, blocked},
                           .phase_rad = {0.0, -std::numbers::pi / 2.0, 0.0},
                           .port = 2};
  EXPECT_EQ(
      encode(profile),
      "191.100\t0.00\t0.0000\t2\r\n191.101\t12.50\t4.7124\t2\r\n191.102\t60.00\t0.0000\t0\r\n");
}

TEST(WspProfile, ReadsWhatItWritesAndWhatTheManualAllows) {
  std::string text;
  for (int ghz = 0; ghz < 12; ++ghz) {
    text += fmt::format("193.{:03d}\t{}\t6.5\t1\n", ghz, ghz == 3 ? "-1" : "2.25");
  }
  const DecodedWsp decoded = decode_wsp(text);
  EXPECT_EQ(decoded.code, 0);
  EXPECT_EQ(decoded.profile.first_ghz, 193'000);
  EXPECT_EQ(decoded.profile.port, 1);
  EXPECT_EQ(decoded.profile.attenuation_db[0], 2.25);
  EXPECT_EQ(decoded.profile.attenuation_db[3], 0.0);
  EXPECT_NEAR(decoded.profile.phase_rad[0], 6.5 - 2.0 * std::numbers::pi, 1e-9);
  const DecodedWsp again = decode_wsp(encode(decoded.profile));
  EXPECT_EQ(again.profile.attenuation_db, decoded.profile.attenuation_db);
}

TEST(WspProfile, AnswersMistakesWithTheInstrumentsCodes) {
  const auto lines = [](int points, int step, const char* rest) {
    std::string text;
    for (int i = 0; i < points; ++i) {
      text += fmt::format("{:.3f}\t{}\n", 193.0 + 1e-3 * i * step, rest);
    }
    return text;
  };
  EXPECT_EQ(decode_wsp(lines(12, 1, "0\t0\t1")).code, 0);
  EXPECT_EQ(decode_wsp(lines(12, 2, "0\t0\t1")).code, -33);
  EXPECT_EQ(decode_wsp(lines(12, 1, "0\t0\t5")).code, -29);
  EXPECT_EQ(decode_wsp(lines(9, 1, "0\t0\t1")).code, -34);
  EXPECT_EQ(decode_wsp(lines(9, 1, "0\t0\t0")).code, 0);
  EXPECT_EQ(decode_wsp(lines(12, 1, "0\t0")).code, -32);
  EXPECT_EQ(decode_wsp(lines(12, 1, "x\t0\t1")).code, -32);
  EXPECT_EQ(decode_wsp("").code, -32);
  EXPECT_EQ(waveshaper_words(-33), "points are not 1 GHz apart");
}

// A filter of the bench that remembers what it was given.
class KeptFilter final : public hal::ProgrammableFilter {
 public:
  explicit KeptFilter(const hal::BenchAccess& bench) : ProgrammableFilter("shaper-1", bench, {}) {}
  hal::FilterProfile profile{};

 private:
  hal::Identity do_configure() override {
    setting("attenuation_db").read_back(0.0);
    return {.vendor = "test"};
  }
  void do_make_safe() noexcept override {}
  core::Decibel write_attenuation(core::Decibel attenuation) override { return attenuation; }
  hal::FilterProfile write_profile(const hal::FilterProfile& wanted) override {
    profile = wanted;
    return wanted;
  }
};

TEST(FinisarWaveshaperDialect, HandsAttenuationAndProfileToAFilterOverHttp) {
  test::ReplayStand stand("programmable_filter", "finisar_waveshaper.txt");
  KeptFilter kept(stand.request().bench);
  kept.configure();
  const Dialect dialect =
      make_finisar_waveshaper_dialect({.instrument = kept, .serial_number = "SN7"});
  StreamServer server({}, dialect.serve);
  const auto exchange = [&](const HttpRequest& request, const Until& until) {
    return http_exchange({.host = "127.0.0.1", .port = server.port()}, request, until);
  };
  const auto filter = make_finisar_waveshaper(stand.request(), {}, exchange);
  filter->configure();
  EXPECT_EQ(filter->identity().serial_number, "SN7");
  EXPECT_TRUE(filter->self_test().has_passed);
  filter->set_attenuation(core::Decibel(4.0));
  EXPECT_NEAR(kept.setting("attenuation_db").applied().value(), 4.0, 1e-9);
  filter->load(
      {.offset_ghz = {-50.0, 50.0}, .attenuation_db = {0.0, 10.0}, .phase_rad = {1.0, 1.0}});
  const hal::FilterProfile& got = kept.profile;
  ASSERT_EQ(got.offset_ghz.size(), 100U);
  const double common_db = kept.setting("attenuation_db").applied().value();
  for (std::size_t i = 0; i < got.offset_ghz.size(); ++i) {
    EXPECT_NEAR(common_db + got.attenuation_db[i], 4.0 + 0.1 * (got.offset_ghz[i] + 50.0), 0.006);
    EXPECT_NEAR(got.phase_rad[i], 1.0, 1e-4);
  }
  const HttpRequest narrow{.method = "POST",
                           .target = "/waveshaper/loadprofile",
                           .content_type = "application/json",
                           .body = R"({"type":"wsp","wsp":"190.000\t0\t0\t0\n"})"};
  EXPECT_NE(exchange(narrow, Until::within(std::chrono::seconds(5))).body.find("-30"),
            std::string::npos);
}

}  // namespace
}  // namespace fiberloom::drivers
