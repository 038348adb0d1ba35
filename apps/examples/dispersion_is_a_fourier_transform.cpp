// A time lens and one dispersive element compute a power spectrum: the photodiode sees |DFT|^2.
//
// With b = N/(2 pi) and a repeated frame this is exact, sample by sample.

#include <fmt/format.h>

#include <cmath>
#include <complex>
#include <fiberloom/core/encoding.hpp>
#include <fiberloom/core/frame.hpp>
#include <fiberloom/core/propagator.hpp>
#include <numbers>
#include <vector>

namespace core = fiberloom::core;

int main() {
  constexpr std::size_t samples = 64;
  const double b = samples / (2.0 * std::numbers::pi);
  const core::Frame frame{.samples = samples};

  std::vector<double> record(samples);
  for (std::size_t n = 0; n < samples; ++n) {
    record[n] = std::cos(2.0 * std::numbers::pi * 5.0 * static_cast<double>(n) / samples);
  }

  const core::Encoder encoder({.time_lens = b}, frame);
  core::Encoder::Scratch scratch = encoder.make_scratch();
  core::AlignedVector<std::complex<double>> field(samples);
  encoder.encode(record, field, scratch);

  core::LayerParameters glass = core::zero_layers(1);
  glass.beta2[0] = b;
  const core::Propagator<double> propagator(frame.grid(), glass);
  core::Propagator<double>::Tape tape = propagator.make_tape();
  propagator.forward(field, tape);

  // A cosine at bin 5 becomes two pulses, five samples to either side of the middle of the frame.
  const std::size_t middle = samples / 2;
  const double early = std::norm(field[middle - 5]);
  const double late = std::norm(field[middle + 5]);
  fmt::print("power at -5: {:.6f}, at 0: {:.6f}, at +5: {:.6f}\n", early, std::norm(field[middle]),
             late);
  const double expected = samples / 4.0;  // |N/2|^2 / N
  const bool exact = std::abs(early - expected) < 1e-9 && std::abs(late - expected) < 1e-9;
  return exact ? 0 : 1;
}
