package dev.llmaas.inference.llama;

/** Arithmetic of vectors. */
final class Vectors {
    private Vectors() {}

    /** The first numbers of a vector, made to have length 1; zeros stay zeros. */
    static float[] unit(float[] vector, int dimensions) {
        double squares = 0;
        for (int i = 0; i < dimensions; i++) {
            squares += (double) vector[i] * vector[i];
        }
        double factor = squares > 0 ? 1 / Math.sqrt(squares) : 0;
        float[] unit = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            unit[i] = (float) (vector[i] * factor);
        }
        return unit;
    }

    /** How alike two vectors are: 1 in the same direction, 0.5 at right angles, 0 in opposite directions. */
    static double likeness(float[] first, float[] second) {
        double product = 0;
        double squaresOfFirst = 0;
        double squaresOfSecond = 0;
        for (int i = 0; i < first.length; i++) {
            product += (double) first[i] * second[i];
            squaresOfFirst += (double) first[i] * first[i];
            squaresOfSecond += (double) second[i] * second[i];
        }
        double lengths = Math.sqrt(squaresOfFirst * squaresOfSecond);
        return lengths > 0 ? Math.clamp((1 + product / lengths) / 2, 0, 1) : 0.5;
    }
}
