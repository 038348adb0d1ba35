#include "transmitter_drive.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace fiberloom::hal {
namespace {

TEST(TransmitterDrive, IsTheArcsineOfTheWaveform) {
  constexpr std::size_t size = 4001;
  core::FieldBatch<double> waveform(1, size);
  for (std::size_t i = 0; i < size; ++i) {
    const double share = static_cast<double>(i) / 2000.0 - 1.0;
    waveform.row(0)[i] = {3.0 * share, -3.0 * std::pow(share, 9)};
  }
  const LoadedWaveform drive = drive_for(waveform, 3.0);
  for (std::size_t i = 0; i < size; ++i) {
    const std::complex<double> wanted = waveform.row(0)[i] / 3.0;
    const std::complex<double> found = 0.5 * std::numbers::pi * drive.samples.row(0)[i];
    // A few roundings; an arcsine near a right angle is as good as the last bit of its sine.
    EXPECT_NEAR(std::sin(found.real()), wanted.real(), 5e-16);
    EXPECT_NEAR(std::sin(found.imag()), wanted.imag(), 5e-16);
    EXPECT_NEAR(found.real(), std::asin(wanted.real()), 5e-16 + 2e-16 / std::cos(found.real()));
  }
}

TEST(TransmitterDrive, ClipsAtFullScale) {
  core::FieldBatch<double> waveform(2, 3);
  waveform.row(0)[1] = {2.5, -7.0};
  waveform.row(1)[2] = {-2.0, 2.0};
  const LoadedWaveform drive = drive_for(waveform, 2.0);
  EXPECT_EQ(drive.samples.row(0)[1], std::complex<double>(1.0, -1.0));
  EXPECT_EQ(drive.samples.row(1)[2], std::complex<double>(-1.0, 1.0));
  EXPECT_EQ(drive.samples.row(1)[0], std::complex<double>(0.0, 0.0));
  EXPECT_TRUE(is_clipped(waveform.row(0), 2.0));
  EXPECT_FALSE(is_clipped(waveform.row(1), 2.0));
}

}  // namespace
}  // namespace fiberloom::hal
