#pragma once

#include <cstddef>
#include <string>

namespace fiberloom::core {

/// What FFTW has measured about its plans, as text that goes to a file and comes back in another run: a measured plan is
/// faster than an estimated one, and finding it takes seconds.
///
/// Plans that are made afterwards use the wisdom that was loaded, and are estimated where it says nothing. Rounding
/// differs between plans: a run repeats to the last bit, and resumes to it, as long as the wisdom is the same.
///
/// Threads: all of these take the planner's lock.
/// Source:  FFTW 3.3; wisdom is good for the version and the machine that it was gathered with.

/// "fftw-3.3.10-sse2-avx.double.wisdom" and the like: a name for a file of it.
template <class Real>
[[nodiscard]] std::string fft_wisdom_file_name();

/// Adds to what is known. False for text that is not FFTW's, or another version's; then nothing has changed.
template <class Real>
[[nodiscard]] bool load_fft_wisdom(const std::string& text);

/// All that is known.
template <class Real>
[[nodiscard]] std::string fft_wisdom();

/// Measures the plans of every transform of `size` points that fiberloom leaves to FFTW in this precision.
///
/// Throws:  NumericalError "numerical.fft_plan".
template <class Real>
void measure_fft_plans(std::size_t size);

template <>
std::string fft_wisdom_file_name<double>();
template <>
std::string fft_wisdom_file_name<float>();
template <>
bool load_fft_wisdom<double>(const std::string& text);
template <>
bool load_fft_wisdom<float>(const std::string& text);
template <>
std::string fft_wisdom<double>();
template <>
std::string fft_wisdom<float>();
template <>
void measure_fft_plans<double>(std::size_t size);
template <>
void measure_fft_plans<float>(std::size_t size);

}  // namespace fiberloom::core
