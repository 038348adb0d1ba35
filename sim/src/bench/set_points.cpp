#include "set_points.hpp"

#include <algorithm>

namespace fiberloom::sim {

void SetPoints::change(const std::string& instrument, const std::string& key, double value,
                       const Settling& settling) {
  const auto [place, is_new] = points_[instrument].try_emplace(key);
  Point& point = place->second;
  const double here = is_new ? value : point.way.at(point.seconds_since_change);
  point = {.way = {.from = here, .to = value, .settling = settling}, .seconds_since_change = 0.0};
}

void SetPoints::advance(double seconds) {
  for (auto& [instrument, points] : points_) {
    for (auto& [key, point] : points) {
      point.seconds_since_change += seconds;
    }
  }
}

const SetPoints::Point* SetPoints::find(std::string_view instrument, std::string_view key) const {
  const auto points = points_.find(instrument);
  if (points == points_.end()) {
    return nullptr;
  }
  const auto point = points->second.find(key);
  return point == points->second.end() ? nullptr : &point->second;
}

double SetPoints::value(std::string_view instrument, std::string_view key, double otherwise) const {
  const Point* point = find(instrument, key);
  return point == nullptr ? otherwise : point->way.at(point->seconds_since_change);
}

double SetPoints::transmission(std::string_view instrument, std::string_view key) const {
  const Point* point = find(instrument, key);
  return point == nullptr ? 1.0
                          : glitch_transmission(point->way.settling, point->seconds_since_change);
}

bool SetPoints::is_emitting(std::string_view instrument) const {
  return value(instrument, "emission", 0.0) != 0.0;
}

bool SetPoints::is_settled() const noexcept {
  return std::ranges::all_of(points_, [](const auto& points) {
    return std::ranges::all_of(points.second, [](const auto& entry) {
      const Point& point = entry.second;
      const Settling& settling = point.way.settling;
      return point.seconds_since_change >=
             std::max(settling.settling_time_s, settling.glitch_duration_s);
    });
  });
}

}  // namespace fiberloom::sim
