#include <fftw3.h>

#include <cstdlib>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/fft_wisdom.hpp>
#include <memory>

#include "fftw_planner.hpp"
#include "fiber/fftw_fiber_fft.hpp"
#include "fiber/record_fiber_fft.hpp"

namespace fiberloom::core {
namespace {

// The text is FFTW's, to be freed.
std::string taken(char* text) {
  const std::unique_ptr<char, decltype(&std::free)> owned(text, &std::free);
  return text == nullptr ? std::string() : std::string(text);
}

}  // namespace

template <>
std::string fft_wisdom_file_name<double>() {
  return std::string(fftw_version) + ".double.wisdom";
}

template <>
std::string fft_wisdom_file_name<float>() {
  return std::string(fftwf_version) + ".float.wisdom";
}

template <>
bool load_fft_wisdom<double>(const std::string& text) {
  const std::scoped_lock guard(fftw_planner_lock());
  return fftw_import_wisdom_from_string(text.c_str()) != 0;
}

template <>
bool load_fft_wisdom<float>(const std::string& text) {
  const std::scoped_lock guard(fftw_planner_lock());
  return fftwf_import_wisdom_from_string(text.c_str()) != 0;
}

template <>
std::string fft_wisdom<double>() {
  const std::scoped_lock guard(fftw_planner_lock());
  return taken(fftw_export_wisdom_to_string());
}

template <>
std::string fft_wisdom<float>() {
  const std::scoped_lock guard(fftw_planner_lock());
  return taken(fftwf_export_wisdom_to_string());
}

template <>
void measure_fft_plans<double>(std::size_t size) {
  FftPlan<double>::measure(size);
  if (!RecordFiberFft::takes(size)) {
    FftwFiberFft::measure(size);
  }
}

template <>
void measure_fft_plans<float>(std::size_t size) {
  FftPlan<float>::measure(size);
}

}  // namespace fiberloom::core
