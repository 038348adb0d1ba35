#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <fiberloom/sim/white_noise.hpp>

#include "normal_deviates.hpp"

namespace fiberloom::sim {
namespace {

// Deviates come in blocks: first the cosines of its words, then the sines, so that a row of them needs no sorting.
constexpr std::size_t words_per_block = 64;
constexpr std::size_t block_size = 2 * words_per_block;
using Block = std::array<float, block_size>;

SIM_INLINE inline void fill_block(std::uint64_t key, std::uint64_t block, float* deviates) {
  std::array<std::int32_t, words_per_block> radii;
  std::array<std::int32_t, words_per_block> turns;
  for (std::size_t i = 0; i < words_per_block; ++i) {
    const std::uint64_t word = random_word(key, block * words_per_block + i);
    radii[i] = static_cast<std::int32_t>(word >> 32U);
    turns[i] = static_cast<std::int32_t>(word);
  }
  for (std::size_t i = 0; i < words_per_block; ++i) {
    const DeviatePair pair = deviates_of(radii[i], turns[i]);
    deviates[i] = pair.cosine;
    deviates[words_per_block + i] = pair.sine;
  }
}

// use(j, deviate) for deviates first.. of a key, j in 0..count-1.
template <class Use>
void draw(std::uint64_t key, std::uint64_t first, std::size_t count, Use use) {
  vectorised([=]() SIM_INLINE {
    alignas(64) Block block;
    for (std::size_t j = 0; j < count;) {
      const std::size_t offset = (first + j) % block_size;
      const std::size_t size = std::min(block_size - offset, count - j);
      fill_block(key, (first + j) / block_size, block.data());
      const float* deviates = block.data() + offset;
      SIM_INDEPENDENT
      for (std::size_t i = 0; i < size; ++i) {
        use(j + i, static_cast<double>(deviates[i]));
      }
      j += size;
    }
  });
}

}  // namespace

std::uint64_t component_stream(const char* component, const char* purpose) noexcept {
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a, with a separator between the two words
  const auto add = [&hash](const char* text) {
    for (; *text != '\0'; ++text) {
      hash = (hash ^ static_cast<unsigned char>(*text)) * 0x100000001b3U;
    }
    hash = (hash ^ 0xffU) * 0x100000001b3U;
  };
  add(component);
  add(purpose);
  return hash;
}

WhiteNoise::WhiteNoise(const NoiseOrigin& origin, std::int64_t shot) noexcept
    : key_(random_word(random_word(random_word(origin.seed, 0) ^ origin.stream, 0) ^
                           static_cast<std::uint64_t>(shot),
                       0)) {}

double WhiteNoise::uniform() noexcept {
  constexpr double unit_53 = 1.0 / 9007199254740992.0;  // 2^-53
  return static_cast<double>(random_word(~key_, num_uniforms_++) >> 11U) * unit_53;
}

double WhiteNoise::normal() noexcept {
  const std::size_t place = num_normals_ % block_size;
  const std::uint64_t word =
      random_word(key_, num_normals_ / block_size * words_per_block + place % words_per_block);
  ++num_normals_;
  const DeviatePair pair =
      deviates_of(static_cast<std::int32_t>(word >> 32U), static_cast<std::int32_t>(word));
  return static_cast<double>(place < words_per_block ? pair.cosine : pair.sine);
}

void WhiteNoise::fill(std::span<double> row) noexcept {
  draw(key_, num_normals_, row.size(),
       [values = row.data()](std::size_t j, double deviate) SIM_INLINE { values[j] = deviate; });
  num_normals_ += row.size();
}

void WhiteNoise::add_to(std::span<double> row, double deviation) noexcept {
  draw(key_, num_normals_, row.size(),
       [=, values = row.data()](std::size_t j, double deviate)
           SIM_INLINE { values[j] += deviation * deviate; });
  num_normals_ += row.size();
}

void WhiteNoise::add_to(std::span<std::complex<double>> row, double mean_square,
                        double factor) noexcept {
  // A complex number is its two parts one after the other ([complex.numbers]).
  draw(key_, num_normals_, 2 * row.size(),
       [=, deviation = std::sqrt(0.5 * mean_square),
        values = reinterpret_cast<double*>(row.data())](std::size_t j, double deviate)
           SIM_INLINE { values[j] = factor * values[j] + deviation * deviate; });
  num_normals_ += 2 * row.size();
}

}  // namespace fiberloom::sim
