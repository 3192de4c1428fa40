/** A browser as the suite drives it: what may be asked of each of them alike. */

/** A page in a browser that was opened for it alone. */
export interface Driven {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Calls a function in the page. It travels as text: it may use its arguments, and nothing else. */
  evaluate<Args extends unknown[], Result>(
    call: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result>;
  /** Scrolls to the first such element and presses its middle, as a mouse does. */
  click(selector: string): Promise<void>;
  /** Puts a text in place of what a field holds. */
  fill(selector: string, text: string): Promise<void>;
  /** Moves the mouse along points of the window, its button down from the first to the last. */
  drag(points: Point[]): Promise<void>;
  screenshot(): Promise<Uint8Array>;
  /** What went wrong so far: errors in the console, and those that nobody caught. */
  troubles(): Promise<string[]>;
  close(): Promise<void>;
}

/** CSS pixels. */
export type Point = [x: number, y: number];

export interface Viewport {
  width: number;
  height: number;
}

export interface Opening {
  /** The program that is started. */
  program: string;
  /** That of the page that will be visited. */
  host: import("../../e2e/server.mjs").Host;
  viewport: Viewport;
  /** Whether there is a WebGPU adapter, which is software. */
  gpu: boolean;
}
