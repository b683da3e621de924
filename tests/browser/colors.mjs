// Contrast (WCAG 2) and the distance of colors as people with the common kinds of color blindness see them.

const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/** Linear red, green and blue of `#rrggbb`, `#rgb` or `rgb(…)`. */
function parse(color) {
    const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(color)?.[1];
    if (hex === undefined) return /rgba?\(([^)]+)\)/.exec(color)[1].split(/[ ,/]+/).slice(0, 3).map((part) => linear(Number(part) / 255));
    const wide = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
    return [0, 2, 4].map((at) => linear(parseInt(wide.slice(at, at + 2), 16) / 255));
}

const luminance = ([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue;

export function contrast(one, other) {
    const [dark, bright] = [luminance(parse(one)), luminance(parse(other))].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
}

const times = (matrix, vector) => matrix.map((row) => row.reduce((sum, cell, at) => sum + cell * vector[at], 0));

/** Full color blindness of three kinds, after Machado, Oliveira and Fernandes (2009), on linear light. */
const SIGHTS = {
    'usual sight': [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

/** Oklab: equal distances look about equally large. */
function perceived(light) {
    const clipped = light.map((part) => Math.min(1, Math.max(0, part)));
    const cones = times([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]], clipped).map(Math.cbrt);
    return times([[0.2104542553, 0.793617785, -0.0040720468], [1.9779984951, -2.428592205, 0.4505937099], [0.0259040371, 0.7827717662, -0.808675766]], cones);
}

/** Pairs of colors that lie closer than `least` for somebody. */
export function apart(colors, least) {
    const faults = [];
    for (const [sight, matrix] of Object.entries(SIGHTS)) {
        const seen = colors.map((color) => perceived(times(matrix, parse(color))));
        seen.forEach((one, at) => seen.slice(0, at).forEach((other, before) => {
            const distance = Math.hypot(...one.map((part, axis) => part - other[axis]));
            if (distance < least) faults.push(`${colors[before]} and ${colors[at]} look alike with ${sight} (${distance.toFixed(3)})`);
        }));
    }
    return faults;
}
