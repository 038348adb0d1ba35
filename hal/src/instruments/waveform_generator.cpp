#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instruments/waveform_generator.hpp>
#include <fmt/format.h>
#include <utility>

#include "typed_setting.hpp"

namespace fiberloom::hal {

namespace units = core::units;

namespace {

double decibels_of(double transmission) {
  return transmission > 0.0
             ? std::max(WaveformGenerator::silence_db, 10.0 * std::log10(transmission))
             : WaveformGenerator::silence_db;
}

}  // namespace

WaveformGenerator::WaveformGenerator(std::string name, const BenchAccess& bench,
                                     const WaveformGeneratorRanges& ranges)
    : Instrument(std::move(name), bench),
      ranges_(ranges),
      amplitude_(*this, ranges.amplitude,
                 [this](double value) { return write_amplitude(value * units::v).in(units::v); }) {}

core::SampleRate WaveformGenerator::sample_rate() const noexcept {
  return ranges_.sample_rate_gsa_per_s * units::gsa_per_s;
}

Applied<core::Voltage> WaveformGenerator::set_amplitude(core::Voltage amplitude,
                                                        const std::stop_token& stop) {
  return set_in(units::v, amplitude_, amplitude, stop);
}

void WaveformGenerator::require_room(std::size_t frames, std::size_t samples) const {
  const std::size_t size = frames * samples;
  if (size == 0 || size > bank_samples()) {
    throw core::InputError(
        "input.shape",
        fmt::format("{}: {} frames of {} samples do not fit a bank of its memory, {} samples; load "
                    "at least one and not more than fit",
                    name(), frames, samples, bank_samples()));
  }
}

void WaveformGenerator::upload(const LoadedWaveform& waveform) {
  require_room(waveform.samples.batch(), waveform.samples.samples());
  uploaded_db_ = nothing_uploaded;
  write_waveform(waveform);
  uploaded_db_ = decibels_of(waveform.mean_transmission);
}

void WaveformGenerator::play() {
  const double uploaded_db = uploaded_db_;
  if (uploaded_db == nothing_uploaded) {
    throw core::InputError(
        "input.nothing_uploaded",
        fmt::format("{}: nothing was uploaded since the last waveform was played; upload one first",
                    name()));
  }
  perform_play(uploaded_db, [this] { start_playing(); });
}

void WaveformGenerator::load(const LoadedWaveform& waveform) {
  require_room(waveform.samples.batch(), waveform.samples.samples());
  perform_play(decibels_of(waveform.mean_transmission), [&] {
    write_waveform(waveform);
    start_playing();
  });
}

void WaveformGenerator::perform_play(double transmission_db, const std::function<void()>& write) {
  const Command command{.instrument = name(),
                        .key = transmission_key,
                        .from = transmission_db_,
                        .to = transmission_db};
  transmission_db_ = bench().guard->perform(command, [&] {
    write();
    return transmission_db;
  });
  uploaded_db_ = nothing_uploaded;
}

void WaveformGenerator::note_safe() {
  transmission_db_ = silence_db;
  uploaded_db_ = nothing_uploaded;
  bench().guard->note(name(), transmission_key, silence_db);
}

}  // namespace fiberloom::hal
