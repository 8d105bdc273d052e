// The shapes of what the server gives: the journeys in the page, and /api/network and /api/places.

export type Mode = "sea" | "ferry" | "rail" | "road" | "air";
/** Longitude and latitude in degrees, as d3-geo and GeoJSON have them. */
export type LonLat = [number, number];

export interface Place {
  code: string;
  name: string;
  kind: string;
  lat: number;
  lon: number;
}

export interface Leg {
  kind: "load" | "move" | "border" | "transfer" | "unload";
  mode: Mode;
  from: Place;
  to: Place;
  shape: LonLat[];
}

export interface Journey {
  id: string;
  n: number;
  name: string;
  class: string;
  legs: Leg[];
}

/** A journey of the Pareto set: id, index of its corridor, mean, P50 and P90 days, US dollars, kg CO2e. */
export type Point = [string, number, number, number, number, number, number];

export interface Journeys {
  /** Address of this answer without a journey; avoiding something more is added to it. */
  ask?: string;
  /** Address of the page as it is. */
  page: string;
  journeys: Journey[];
  corridors?: string[];
  frontier?: Point[];
  /** By ISO 3166-1 numeric code: alpha-2 code and name. */
  countries?: Record<string, [string, string]>;
}

export interface NetworkLink {
  id: string;
  from: string;
  to: string;
  mode: Mode;
  corridor: string;
  status: string;
  /** Latitude and longitude, as the API tells them. */
  points: [number, number][];
}

export interface Network {
  locations: Place[];
  links: NetworkLink[];
  corridors: { id: string; name: string }[];
}

export interface PlaceFound {
  code: string;
  name: string;
  localName?: string;
  countryName: string;
  kind: string;
  value: string;
}
