#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <fiberloom/sim/white_noise.hpp>

namespace fiberloom::sim {
namespace {

std::uint64_t split_mix(std::uint64_t& state) noexcept {
  state += 0x9e3779b97f4a7c15U;
  std::uint64_t value = state;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

using State = std::array<std::uint64_t, 4>;

[[gnu::always_inline]] inline std::uint64_t step(State& state) noexcept {
  const std::uint64_t result = std::rotl(state[0] + state[3], 23) + state[0];
  const std::uint64_t shifted = state[1] << 17U;
  state[2] ^= state[0];
  state[3] ^= state[1];
  state[1] ^= state[2];
  state[0] ^= state[3];
  state[2] ^= shifted;
  state[3] = std::rotl(state[3], 45);
  return result;
}

constexpr std::size_t num_layers = 256;
constexpr double tail_start = 3.6541528853610088;  // r of the 256-layer ziggurat
constexpr double layer_area = 0.00492867323399;    // v: area of each layer, the tail's included

// Layer i reaches from 0 to edge[i]; edge[0] stands for the base layer with its tail.
struct Ziggurat {
  std::array<double, num_layers + 1> edge{};
  std::array<double, num_layers + 1> height{};  // exp(-edge^2/2)

  Ziggurat() {
    double height_here = std::exp(-0.5 * tail_start * tail_start);
    edge[0] = layer_area / height_here;
    edge[1] = tail_start;
    for (std::size_t i = 2; i < num_layers; ++i) {
      edge[i] = std::sqrt(-2.0 * std::log(layer_area / edge[i - 1] + height_here));
      height_here = std::exp(-0.5 * edge[i] * edge[i]);
    }
    edge[num_layers] = 0.0;
    for (std::size_t i = 0; i <= num_layers; ++i) {
      height[i] = std::exp(-0.5 * edge[i] * edge[i]);
    }
  }
};

const Ziggurat& ziggurat() {
  static const Ziggurat tables;
  return tables;
}

constexpr double unit_53 = 1.0 / 9007199254740992.0;  // 2^-53

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

WhiteNoise::WhiteNoise(const NoiseOrigin& origin, std::int64_t shot) noexcept {
  std::uint64_t mixer = origin.seed;
  mixer = split_mix(mixer) ^ origin.stream;
  mixer = split_mix(mixer) ^ static_cast<std::uint64_t>(shot);
  for (std::uint64_t& word : state_) {
    word = split_mix(mixer);
  }
}

std::uint64_t WhiteNoise::next() noexcept { return step(state_); }

double WhiteNoise::uniform() noexcept { return static_cast<double>(next() >> 11U) * unit_53; }

double WhiteNoise::tail(double sign) noexcept {
  double x = 0.0;
  double y = 0.0;
  do {
    x = -std::log(1.0 - uniform()) / tail_start;
    y = -std::log(1.0 - uniform());
  } while (2.0 * y < x * x);
  return sign * (tail_start + x);
}

// What lies inside the layer above is taken as it is: 99 of 100 deviates.
[[gnu::always_inline]] inline double with_sign_of(std::uint64_t bits, double x) noexcept {
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) | (bits & 0x100U) << 55U);
}

double WhiteNoise::unlikely(std::size_t layer, double x, double sign) noexcept {
  if (layer == 0) {
    return tail(sign);
  }
  const Ziggurat& tables = ziggurat();
  const double between =
      tables.height[layer] + uniform() * (tables.height[layer + 1] - tables.height[layer]);
  return between < std::exp(-0.5 * x * x) ? sign * x : normal();
}

// The generator's state stays in registers but for the rare deviates.
template <class Use>
void WhiteNoise::draw(std::size_t count, Use use) noexcept {
  const Ziggurat& tables = ziggurat();
  State state = state_;
  for (std::size_t j = 0; j < count; ++j) {
    const std::uint64_t bits = step(state);
    const std::size_t layer = bits & 0xffU;
    const double x = static_cast<double>(bits >> 11U) * unit_53 * tables.edge[layer];
    if (x < tables.edge[layer + 1]) [[likely]] {
      use(j, with_sign_of(bits, x));
    } else {
      state_ = state;
      use(j, unlikely(layer, x, (bits & 0x100U) != 0 ? -1.0 : 1.0));
      state = state_;
    }
  }
  state_ = state;
}

double WhiteNoise::normal() noexcept {
  double result = 0.0;
  draw(1, [&result](std::size_t, double deviate) { result = deviate; });
  return result;
}

void WhiteNoise::fill(std::span<double> row) noexcept {
  draw(row.size(), [row](std::size_t j, double deviate) { row[j] = deviate; });
}

void WhiteNoise::add_to(std::span<double> row, double deviation) noexcept {
  draw(row.size(), [=](std::size_t j, double deviate) { row[j] += deviation * deviate; });
}

void WhiteNoise::add_to(std::span<std::complex<double>> row, double mean_square) noexcept {
  // A complex number is its two parts one after the other ([complex.numbers]).
  add_to(std::span<double>(reinterpret_cast<double*>(row.data()), 2 * row.size()),
         std::sqrt(0.5 * mean_square));
}

}  // namespace fiberloom::sim
