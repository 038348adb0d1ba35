#include "overlapped_batches.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <fiberloom/core/error.hpp>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "expect_error.hpp"
#include "fake_instruments.hpp"

namespace fiberloom::hal {
namespace {

using testing::ElementsAre;

constexpr std::size_t num_samples = 8;
constexpr std::chrono::seconds patience{60};  // only a failing test waits that long

// What happened on a bench, in order, by whichever thread; and somebody who waits for it.
class Journal {
 public:
  void write(const std::string& line) {
    const std::scoped_lock guard(lock_);
    lines_.push_back(line);
    written_.notify_all();
  }
  [[nodiscard]] bool wait_for(const std::string& line) {
    std::unique_lock guard(lock_);
    return written_.wait_for(guard, patience,
                             [&] { return std::ranges::count(lines_, line) != 0; });
  }
  [[nodiscard]] std::vector<std::string> lines() const {
    const std::scoped_lock guard(lock_);
    return lines_;
  }
  [[nodiscard]] std::ptrdiff_t place_of(const std::string& line) const {
    const std::scoped_lock guard(lock_);
    return std::ranges::find(lines_, line) - lines_.begin();
  }

 private:
  mutable std::mutex lock_;
  std::condition_variable written_;
  std::vector<std::string> lines_;
};

class PlainGuard final : public CommandGuard {
 public:
  double perform(const Command&, const std::function<double()>& write) override { return write(); }
  [[nodiscard]] bool allows(const Command&) const override { return true; }
  void note(const std::string&, const std::string&, double) override {}
};

// The number of a batch is that of its first frame, which is the first sample of the waveform.
std::string number_of(const LoadedWaveform& waveform) {
  return std::to_string(static_cast<int>(waveform.samples.row(0)[0].real()));
}

class JournalGenerator final : public WaveformGenerator {
 public:
  JournalGenerator(const BenchAccess& bench, Journal& journal)
      : WaveformGenerator("awg", bench, {.memory_samples = 1024}), journal_(journal) {}

  std::function<void(const std::string& batch)> during_upload = [](const std::string&) {};

 private:
  Identity do_configure() override { return {}; }
  void do_make_safe() noexcept override {}
  core::Voltage write_amplitude(core::Voltage amplitude) override { return amplitude; }
  void write_waveform(const LoadedWaveform& waveform) override {
    bank_ = number_of(waveform);
    journal_.write("upload " + bank_ + " begins");
    during_upload(bank_);
    journal_.write("upload " + bank_ + " ends");
  }
  void start_playing() override { journal_.write("play " + bank_); }

  Journal& journal_;
  std::string bank_;
};

// Its traces tell which shot they are of.
class JournalDigitizer final : public Digitizer {
 public:
  JournalDigitizer(const BenchAccess& bench, Journal& journal)
      : Digitizer("scope", bench, {}), journal_(journal) {}

  std::function<void(const Capture&)> during_capture = [](const Capture&) {};

  CapturedTraces capture(const Capture& request) override {
    const std::string shot = std::to_string(request.first_shot);
    journal_.write("capture " + shot + " begins");
    during_capture(request);
    CapturedTraces traces{.volts = core::RealBatch<double>(request.frames, request.samples),
                          .quality = std::vector<FrameQuality>(request.frames)};
    for (std::size_t i = 0; i < request.frames; ++i) {
      traces.volts.row(i)[0] =
          static_cast<double>(request.first_shot) + static_cast<double>(i * request.averages);
    }
    journal_.write("capture " + shot + " ends");
    return traces;
  }

 private:
  Identity do_configure() override { return {}; }
  void do_make_safe() noexcept override {}
  core::Voltage write_full_scale(core::Voltage voltage) override { return voltage; }

  Journal& journal_;
};

// Seven frames, the first sample of each its number, two at a time.
class OverlappedBatches : public testing::Test {
 protected:
  OverlappedBatches() {
    request.waveform = core::FieldBatch<double>(7, num_samples);
    for (std::size_t i = 0; i < request.waveform.batch(); ++i) {
      request.waveform.row(i)[0] = static_cast<double>(i);
    }
  }
  void run() {
    capture_in_batches(generator, digitizer,
                       {.request = request,
                        .frames_per_batch = 2,
                        .waveform_of =
                            [this](const FrameBatch& batch) {
                              LoadedWaveform waveform{
                                  .samples = core::FieldBatch<double>(batch.frames, num_samples),
                                  .mean_transmission = 0.01};
                              waveform.samples.row(0)[0] = request.waveform.row(batch.first)[0];
                              return waveform;
                            },
                        .take =
                            [this](const FrameBatch& batch, const CapturedTraces& traces) {
                              for (std::size_t i = 0; i < batch.frames; ++i) {
                                shots.push_back(traces.volts.row(i)[0]);
                              }
                            }});
  }

  Journal journal;
  PlainGuard guard;
  test::FakeClock clock;
  EventQueue events;
  BenchAccess access{.guard = &guard, .clock = &clock, .events = &events};
  JournalGenerator generator{access, journal};
  JournalDigitizer digitizer{access, journal};
  RunRequest request;
  std::vector<double> shots;
};

// A capture that waits for the next upload never ends where the two do not overlap.
TEST_F(OverlappedBatches, TheNextUploadBeginsWhileThePresentFramesAreCaptured) {
  digitizer.during_capture = [&](const Capture& capture) {
    if (capture.first_shot != 6) {
      EXPECT_TRUE(journal.wait_for("upload " + std::to_string(capture.first_shot + 2) + " begins"));
    }
  };
  run();
  EXPECT_THAT(shots, ElementsAre(0, 1, 2, 3, 4, 5, 6));
}

// Nor does an upload that waits for the capture of what is played.
TEST_F(OverlappedBatches, ACaptureDoesNotWaitForTheNextUpload) {
  generator.during_upload = [&](const std::string& batch) {
    if (batch != "0") {
      EXPECT_TRUE(journal.wait_for("capture " + std::to_string(std::stoi(batch) - 2) + " ends"));
    }
  };
  run();
  EXPECT_THAT(shots, ElementsAre(0, 1, 2, 3, 4, 5, 6));
}

TEST_F(OverlappedBatches, NothingIsPlayedBeforeItsUploadAndTheCaptureBeforeHaveEnded) {
  digitizer.during_capture = [&](const Capture& capture) {  // all that could be too early is there
    if (capture.first_shot != 6) {
      EXPECT_TRUE(journal.wait_for("upload " + std::to_string(capture.first_shot + 2) + " ends"));
    }
  };
  run();
  for (int batch = 0; batch <= 6; batch += 2) {
    const std::string number = std::to_string(batch);
    const std::ptrdiff_t played = journal.place_of("play " + number);
    EXPECT_LT(journal.place_of("upload " + number + " ends"), played);
    EXPECT_LT(played, journal.place_of("capture " + number + " begins"));
    if (batch > 0) {
      EXPECT_LT(journal.place_of("capture " + std::to_string(batch - 2) + " ends"), played);
    }
  }
  EXPECT_EQ(journal.lines().size(), 5U * 4U) << "each of the four once";
}

TEST_F(OverlappedBatches, ShotsAreNumberedAsWithoutBatches) {
  request.first_shot = 100;
  request.averages = 3;
  run();
  EXPECT_THAT(shots, ElementsAre(100, 103, 106, 109, 112, 115, 118));
}

TEST_F(OverlappedBatches, AFailedUploadStopsTheCaptureBesideItAndIsTheErrorOfTheRun) {
  generator.during_upload = [&](const std::string& batch) {
    if (batch == "2") {
      EXPECT_TRUE(journal.wait_for("capture 0 begins"));
      throw core::InstrumentError("instrument.test", "the wire was pulled");
    }
  };
  digitizer.during_capture = [&](const Capture& capture) {
    Journal stopped;
    const std::stop_callback on_stop(capture.stop, [&] { stopped.write("stopped"); });
    EXPECT_TRUE(stopped.wait_for("stopped"));
    throw core::InterruptedError("run.interrupted", "capture: stopped");
  };
  test::expect_error<core::InstrumentError>("instrument.test", {"wire"}, [&] { run(); });
  EXPECT_THAT(shots, ElementsAre());
  EXPECT_THAT(journal.lines(), testing::Not(testing::Contains("play 2")));
}

TEST_F(OverlappedBatches, AFailedUploadIsTheErrorOfARunWhoseCaptureEndedInTime) {
  generator.during_upload = [&](const std::string& batch) {
    if (batch == "4") {
      EXPECT_TRUE(journal.wait_for("capture 2 ends"));
      throw core::InstrumentError("instrument.test", "the wire was pulled");
    }
  };
  test::expect_error<core::InstrumentError>("instrument.test", {"wire"}, [&] { run(); });
  EXPECT_THAT(journal.lines(), testing::Not(testing::Contains("play 4")));
}

TEST_F(OverlappedBatches, AFailedCaptureWaitsForTheUploadBesideIt) {
  Journal capture_failed;
  generator.during_upload = [&](const std::string& batch) {
    if (batch == "2") {
      EXPECT_TRUE(capture_failed.wait_for("it did"));
    }
  };
  digitizer.during_capture = [&](const Capture&) {
    EXPECT_TRUE(journal.wait_for("upload 2 begins"));
    capture_failed.write("it did");
    throw core::InstrumentError("instrument.timeout", "capture: no trigger");
  };
  test::expect_error<core::InstrumentError>("instrument.timeout", {"trigger"}, [&] { run(); });
  EXPECT_EQ(journal.lines().back(), "upload 2 ends") << "the thread has outlived its run";
}

TEST_F(OverlappedBatches, AStopReachesTheCapture) {
  std::stop_source stop;
  request.stop = stop.get_token();
  digitizer.during_capture = [&](const Capture& capture) {
    EXPECT_FALSE(capture.stop.stop_requested());
    stop.request_stop();
    EXPECT_TRUE(capture.stop.stop_requested());
    throw core::InterruptedError("run.interrupted", "capture: stopped");
  };
  test::expect_error<core::InterruptedError>("run.interrupted", {"stopped"}, [&] { run(); });
  EXPECT_THAT(journal.lines(), testing::Not(testing::Contains("play 2")));
}

TEST_F(OverlappedBatches, ARequestOfOneBatchHasNoThreadOfItsOwn) {
  request.waveform = core::FieldBatch<double>(2, num_samples);
  const std::thread::id here = std::this_thread::get_id();
  generator.during_upload = [&](const std::string&) {
    EXPECT_EQ(std::this_thread::get_id(), here);
  };
  run();
  EXPECT_THAT(journal.lines(), ElementsAre("upload 0 begins", "upload 0 ends", "play 0",
                                           "capture 0 begins", "capture 0 ends"));
}

}  // namespace
}  // namespace fiberloom::hal
