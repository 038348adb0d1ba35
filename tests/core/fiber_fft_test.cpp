// fiberloom's own transform of one long record against FFTW's.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <span>
#include <vector>

#include "fiber/fftw_fiber_fft.hpp"
#include "fiber/record_fiber_fft.hpp"
#include "fiber_light.hpp"

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;
using Spectrum = AlignedVector<Complex>;

// A spectrum, or anything else in the order of a transform, in the order of the bins.
Spectrum sorted(const FiberFft& fft, const Spectrum& values) {
  std::vector<double> bins(fft.size());
  std::iota(bins.begin(), bins.end(), 0.0);
  bins = fft.arranged(bins);
  Spectrum result(values.size());
  for (std::size_t place = 0; place < values.size(); ++place) {
    result[static_cast<std::size_t>(bins[place])] = values[place];
  }
  return result;
}

double distance(const Spectrum& found, const Spectrum& expected) {
  return test::relative_error({found.begin(), found.end()}, {expected.begin(), expected.end()});
}

Spectrum random_field(std::size_t size) {
  test::Random random(91);
  const test::Row row = test::random_row(size, random);
  return {row.begin(), row.end()};
}

// Of a causal decay, with the factor of the transforms: with a phase at every frequency but the first, and made to have one at the last, which a real
// filter ignores.
std::vector<Complex> response_of(std::size_t size) {
  std::vector<Complex> response(size / 2 + 1);
  for (std::size_t k = 0; k < response.size(); ++k) {
    const Complex pole(1.0, 20.0 * static_cast<double>(k) / static_cast<double>(size));
    response[k] = 1.0 / (pole * static_cast<double>(size));
  }
  return response;
}

class RecordTransform : public testing::TestWithParam<std::size_t> {
 protected:
  const std::size_t size = GetParam();
  const RecordFiberFft own{size};
  const FftwFiberFft fftw{size, true};
  const Spectrum field = random_field(size);

  [[nodiscard]] Spectrum spectrum_by(const FiberFft& fft) const {
    Spectrum used = field;
    Spectrum spectrum(size);
    fft.to_spectrum(used, spectrum);
    for (Complex& value : spectrum) {
      value /= static_cast<double>(size);
    }
    return spectrum;
  }
  [[nodiscard]] Spectrum through_kerr(const FiberFft& fft, FiberFft::Kerr kerr,
                                      bool has_response) const {
    FiberFft::Workspace workspace = fft.make_workspace();
    const Spectrum response = fft.arranged_response(response_of(size));
    if (has_response) {
      kerr.response = response;
    }
    std::vector<double> gain(size);
    std::iota(gain.begin(), gain.end(), 1.0);
    gain = fft.arranged(gain);
    const AlignedVector<double> aligned(gain.begin(), gain.end());
    if (!kerr.rotates) {
      kerr.gain = aligned;
    }
    Spectrum result(size);
    fft.through_kerr(spectrum_by(fft), kerr, result, workspace);
    return sorted(fft, result);
  }
};

TEST_P(RecordTransform, SpectraAreThoseOfFftw) {
  EXPECT_LT(distance(sorted(own, spectrum_by(own)), sorted(fftw, spectrum_by(fftw))), 2e-15);
}

TEST_P(RecordTransform, FieldsComeBack) {
  Spectrum back(size);
  own.to_field(spectrum_by(own), back);
  EXPECT_LT(distance(back, field), 2e-15);
}

TEST_P(RecordTransform, FiltersRecordsAsFftwDoes) {
  for (const double sign : {1.0, -1.0}) {
    const auto filtered = [&](const FiberFft& fft) {
      FiberFft::Workspace workspace = fft.make_workspace();
      for (std::size_t j = 0; j < size; ++j) {
        workspace.intensity[j] = field[j].real();
      }
      fft.filter(fft.arranged_response(response_of(size)), sign, workspace);
      return Spectrum(workspace.intensity.begin(), workspace.intensity.end());
    };
    EXPECT_LT(distance(filtered(own), filtered(fftw)), 2e-15) << sign;
  }
}

TEST_P(RecordTransform, GoesThroughTheKerrEffectAsFftwDoes) {
  for (const bool has_response : {false, true}) {
    for (const bool rotates : {false, true}) {
      const FiberFft::Kerr kerr{.rotates = rotates, .phase_per_watt = 0.7};
      const Spectrum expected = through_kerr(fftw, kerr, has_response);
      EXPECT_LT(distance(through_kerr(own, kerr, has_response), expected), 4e-15)
          << has_response << rotates;
    }
  }
}

TEST_P(RecordTransform, RecordsTheFieldOnTheWay) {
  for (const bool has_response : {false, true}) {
    Spectrum tape(size);
    (void)through_kerr(own, {.tape = tape}, has_response);
    EXPECT_LT(distance(tape, field), 2e-15) << has_response;
  }
}

TEST_P(RecordTransform, AddsPowersUpOnTheWay) {
  FiberFft::PowerSums expected;
  for (const Complex& value : field) {
    expected.first += std::norm(value);
    expected.second += std::norm(value) * std::norm(value);
  }
  for (const FiberFft* fft :
       {static_cast<const FiberFft*>(&own), static_cast<const FiberFft*>(&fftw)}) {
    FiberFft::PowerSums sums;
    (void)through_kerr(*fft, {.rotates = true, .phase_per_watt = 0.7, .sums = &sums}, false);
    EXPECT_NEAR(sums.first / expected.first, 1.0, 1e-12);
    EXPECT_NEAR(sums.second / expected.second, 1.0, 1e-12);
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, RecordTransform,
                         testing::Values(256, 512, 1024, 2048, 4096, 8192, 16384, 65536, 262144));

TEST(FiberFft, TakesItsOwnPassesForPowersOfTwoAlone) {
  for (const std::size_t size : {1U, 2U, 128U, 255U, 257U, 768U, 1000U, 524288U}) {
    EXPECT_FALSE(RecordFiberFft::takes(size)) << size;
    EXPECT_EQ(FiberFft::of(size, false)->size(), size);
  }
}

}  // namespace
}  // namespace fiberloom::core
