package dev.llmaas.inference.whisper;

/**
 * Sound as the model wants it: one channel, 16,000 samples a second, from -1 to 1.
 *
 * @param samples the samples; not to be changed
 * @param seconds how long it is, measured before it was converted
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Sound(float[] samples, double seconds) {
    /**
     * Converts interleaved samples of so many channels and of any rate. Between two samples the value is interpolated;
     * before samples are left out, their neighbours are averaged, so that what cannot be kept does not come back as noise.
     */
    static Sound of(float[] interleaved, int channels, int rate) {
        float[] mono = mono(interleaved, channels);
        double seconds = (double) mono.length / rate;
        return new Sound(rate == WhisperLimits.RATE ? mono : resampled(mono, rate), seconds);
    }

    private static float[] mono(float[] interleaved, int channels) {
        if (channels == 1) {
            return interleaved;
        }
        float[] mono = new float[interleaved.length / channels];
        for (int i = 0; i < mono.length; i++) {
            float sum = 0;
            for (int channel = 0; channel < channels; channel++) {
                sum += interleaved[i * channels + channel];
            }
            mono[i] = sum / channels;
        }
        return mono;
    }

    /** A sinc low-pass, windowed by Hann, at each new sample (Smith, "Digital Audio Resampling", 2002). */
    private static float[] resampled(float[] source, int rate) {
        double ratio = (double) WhisperLimits.RATE / rate;
        double cutoff = Math.min(1, ratio);
        int reach = (int) Math.ceil(8 / cutoff);
        float[] target = new float[(int) Math.floor(source.length * ratio)];
        for (int i = 0; i < target.length; i++) {
            double at = i / ratio;
            int center = (int) Math.floor(at);
            double sum = 0;
            double weights = 0;
            for (int j = Math.max(0, center - reach + 1); j <= Math.min(source.length - 1, center + reach); j++) {
                double weight = weight(at - j, cutoff, reach);
                sum += weight * source[j];
                weights += weight;
            }
            target[i] = weights == 0 ? 0 : (float) (sum / weights);
        }
        return target;
    }

    private static double weight(double distance, double cutoff, int reach) {
        double x = Math.PI * distance * cutoff;
        double sinc = Math.abs(x) < 1e-9 ? 1 : Math.sin(x) / x;
        double window = 0.5 + 0.5 * Math.cos(Math.PI * Math.clamp(distance / reach, -1, 1));
        return sinc * window;
    }
}
