#pragma once

#include <gtest/gtest.h>

#include <fiberloom/core/atomic_file.hpp>
#include <fiberloom/drivers/wire/stream_transport.hpp>
#include <fiberloom/drivers/wire/transcript.hpp>
#include <fiberloom/hal/driver_registry.hpp>
#include <memory>
#include <string>
#include <utility>

#include "expect_error.hpp"
#include "fake_instruments.hpp"
#include "lab_rig.hpp"

namespace fiberloom::test {

/// Lets every command through: what is under test is what a driver says, not whether it may.
class OpenGuard final : public hal::CommandGuard {
 public:
  double perform(const hal::Command&, const std::function<double()>& write) override {
    return write();
  }
  [[nodiscard]] bool allows(const hal::Command&) const override { return true; }
  void note(const std::string&, const std::string&, double) override {}
};

/// A place for one driver whose instrument is a transcript: tests/drivers/transcripts/FILE.
///
/// The name of the instrument is its role's. Some transcripts were written by hand from a programming guide, which says
/// so in the test.
class ReplayStand {
 public:
  ReplayStand(const std::string& role, const std::string& file)
      : spec_{.name = role, .role = role, .driver = "under test"},
        transcript_(drivers::parse_transcript(core::read_file(
            std::string(FIBERLOOM_SOURCE_DIR "/tests/drivers/transcripts/") + file))) {}

  [[nodiscard]] hal::DriverRequest request() {
    return {
        .bench = {.guard = &guard_, .clock = &clock_, .events = &events_},
        .instrument = {.spec = spec_, .rig = rig_, .part = part, .sample_rate_gsa_per_s = 120.0}};
  }

  /// The recorded wire; messages end as in `options`.
  [[nodiscard]] std::unique_ptr<drivers::Transport> transport(
      drivers::StreamTransportOptions options = {}) {
    return std::make_unique<drivers::StreamTransport>("replay", open(), std::move(options));
  }

  /// The recorded stream, for families without messages.
  [[nodiscard]] drivers::OpenStream open() {
    return [this](const drivers::Until&) {
      return drivers::record(drivers::replay(transcript_), played_);
    };
  }

  /// Everything that was recorded went over the wire again.
  void expect_played_to_the_end() const {
    EXPECT_EQ(drivers::to_text(played_.transcript()), drivers::to_text(transcript_));
  }

  const hal::Part* part = nullptr;

 private:
  hal::InstrumentSpec spec_;
  hal::RigDocument rig_ = lab_rig();
  drivers::Transcript transcript_;
  drivers::TranscriptRecorder played_{};
  OpenGuard guard_{};
  FakeClock clock_{};
  hal::EventQueue events_{};
};

}  // namespace fiberloom::test
